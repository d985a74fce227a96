package dev.halfspeed.watch;

import dev.halfspeed.problem.Problem;
import dev.halfspeed.store.watch.WatchEventRecord;
import dev.halfspeed.store.watch.WatchPointRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/** A watch's looks at its repository: what has come there becomes points. */
final class RepositoryLook {
  private final String id;
  private final WatchRequest request;
  private final WatchDetail detail;
  private final WatchPorts ports;

  /**
   * Of a watch.
   *
   * @param id the watch's
   */
  RepositoryLook(String id, WatchRequest request, WatchDetail detail, WatchPorts ports) {
    this.id = id;
    this.request = request;
    this.detail = detail;
    this.ports = ports;
  }

  /** Looks at the repository: what is new becomes points. */
  void run() throws InterruptedException {
    var troubles = new LinkedHashSet<String>();
    String remote = request.remote();
    if (remote != null) {
      try {
        ports.repositories().fetch(request.repository(), remote);
      } catch (Problem failed) {
        troubles.add(WatchFault.words(failed));
      }
    }
    if (Thread.currentThread().isInterrupted()) {
      throw new InterruptedException();
    }
    List<WatchPointRecord> points = new ArrayList<>();
    Instant now = ports.time().instant();
    try (WatchedRepositories.Reading repository = ports.repositories().open(request.repository())) {
      List<Tip> tips = repository.tips();
      missing(tips).forEach(troubles::add);
      for (Sightings.Sighting sighting :
          Sightings.of(request.refs(), new HashSet<>(detail.known()), tips)) {
        try {
          reference(repository, sighting)
              .filter(reference -> !reference.equals(sighting.tip().commit()))
              .ifPresent(reference -> points.addAll(points(sighting, reference, now)));
        } catch (Problem without) {
          troubles.add(WatchFault.words(without));
        }
      }
    } catch (Problem unreadable) {
      troubles.add(WatchFault.words(unreadable));
    }
    ports
        .points()
        .look(
            points,
            new WatchEventRecord(
                id,
                ports.time().instant(),
                WatchEventRecord.Kind.LOOKED,
                "",
                String.join("; ", troubles)));
  }

  private Optional<String> reference(
      WatchedRepositories.Reading repository, Sightings.Sighting sighting) throws Problem {
    return sighting.isRebuilt()
        ? repository.base(sighting.mainline(), sighting.tip().commit())
        : Optional.of(detail.reference());
  }

  /**
   * The points of a commit, one for each recipe.
   *
   * @param seenAt equal for all of one look: they are read together
   */
  private List<WatchPointRecord> points(
      Sightings.Sighting sighting, String reference, Instant seenAt) {
    var points = new ArrayList<WatchPointRecord>();
    for (int workload = 0; workload < request.workloads().size(); workload++) {
      points.add(
          new WatchPointRecord(
              0,
              id,
              sighting.line(),
              sighting.tip().commit(),
              workload,
              sighting.tip().name(),
              sighting.tip().subject(),
              sighting.tip().committedAt(),
              reference,
              seenAt));
    }
    return points;
  }

  /** Branches that were there when the watch was added, and are not now. */
  private List<String> missing(List<Tip> tips) {
    return request.refs().stream()
        .filter(ref -> ref.kind() != WatchRequest.Kind.TAGS)
        .filter(ref -> {
          var pattern = new NamePattern(ref.pattern());
          return tips.stream().noneMatch(tip -> !tip.isTag() && pattern.fits(tip.name()));
        })
        .map(ref -> "no branch '" + ref.pattern() + "' is in " + request.repository() + " any more")
        .toList();
  }
}
