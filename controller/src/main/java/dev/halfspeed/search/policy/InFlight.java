package dev.halfspeed.search.policy;

import dev.halfspeed.search.Image;
import dev.halfspeed.search.Purpose;
import dev.halfspeed.search.Revision;
import dev.halfspeed.search.Work;
import java.util.List;

/** Questions about work that has not come back. */
public final class InFlight {
  private InFlight() {}

  static int boots(List<Work> work, Revision revision) {
    return (int)
        work.stream()
            .filter(each -> each instanceof Work.Booting && each.revision().equals(revision))
            .count();
  }

  static int boots(List<Work> work, Revision revision, int machine) {
    return (int)
        work.stream()
            .filter(each ->
                each instanceof Work.Booting
                    && each.revision().equals(revision)
                    && each.machine() == machine)
            .count();
  }

  static int boots(List<Work> work, Revision revision, int machine, Purpose purpose) {
    return (int)
        work.stream()
            .filter(each ->
                each instanceof Work.Booting boot
                    && boot.revision().equals(revision)
                    && boot.machine() == machine
                    && boot.purpose() == purpose)
            .count();
  }

  static int bootsOn(List<Work> work, int machine) {
    return (int)
        work.stream()
            .filter(each -> each instanceof Work.Booting && each.machine() == machine)
            .count();
  }

  public static int boots(List<Work> work) {
    return (int) work.stream().filter(Work.Booting.class::isInstance).count();
  }

  static boolean building(List<Work> work, Image image) {
    return work.stream()
        .anyMatch(each -> each instanceof Work.Building && each.image().equals(image));
  }
}
