package dev.halfspeed.registry;

import dev.halfspeed.core.Principal;
import dev.halfspeed.files.NamedFile;
import dev.halfspeed.json.RowJson;
import dev.halfspeed.lab.LabFile;
import dev.halfspeed.lab.Machine;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.problem.ProblemCode;
import dev.halfspeed.store.Store;
import dev.halfspeed.store.campaign.CampaignRecord;
import dev.halfspeed.store.machine.LabRecord;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Labs by name. A lab that was added is what its file said then; one that got its name by itself
 * follows its file with each request that names the path.
 *
 * <p>A machine's name is its identity: of the labs that were added no two have a machine of one
 * name or at one address, and a lab file may not call it otherwise.
 */
public final class Labs {
  private static final String KIND = "lab";

  private final Store store;
  private final InstantSource clock;

  public Labs(Store store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
  }

  /**
   * The machines of a lab.
   *
   * @param lab its name, or the path of a lab file, which has a slash in it
   * @throws Problem when there is none, or its file is not as it must be
   */
  public List<Machine> machines(String lab) throws Problem {
    if (RegisteredName.isPath(lab)) {
      return LabFile.read(NamedFile.path(lab, "lab file"));
    }
    LabRecord record = require(lab);
    return LabFile.parse(record.text(), Path.of(record.source()));
  }

  /**
   * Requires that a lab is known by that name, or that its file calls machines by the names that
   * they have.
   */
  public void check(String lab) throws Problem {
    if (!RegisteredName.isPath(lab)) {
      require(lab);
      return;
    }
    for (Machine machine : machines(lab)) {
      for (LabRecord other : added()) {
        for (LabRecord.Member member : other.machines()) {
          boolean isNamed = member.machine().equals(machine.name());
          if (isNamed != member.address().equals(machine.address())) {
            throw new Problem(
                isNamed
                    ? "machine %s of %s is at %s, and that of lab %s at %s"
                        .formatted(
                            machine.name(), lab, machine.address(), other.name(), member.address())
                    : "machine %s of %s is machine %s of lab %s"
                        .formatted(machine.name(), lab, member.machine(), other.name()),
                "a machine has one name: "
                    + (isNamed ? "give it another" : "call it " + member.machine())
                    + " in the file, or use the lab: --lab "
                    + other.name());
          }
        }
      }
    }
  }

  /** All labs, by name. */
  public List<LabRecord> all() {
    return store.registry().labs();
  }

  private List<LabRecord> added() {
    return all().stream().filter(lab -> !lab.byPath()).toList();
  }

  /**
   * Registers a lab.
   *
   * @param file path of its file, on the controller's disk
   * @param replace whether one of that name may be there already
   * @throws Problem when the name, the file or a machine in it is not as it must be; nothing was
   *     changed then
   */
  public synchronized LabRecord add(String name, String file, boolean replace, Principal by)
      throws Problem {
    RegisteredName.require(name, KIND);
    LabRecord lab = read(name, NamedFile.path(file, "lab file"), false, by);
    requireOwnMachines(lab);
    Optional<LabRecord> before = store.registry().lab(name).filter(existing -> !existing.byPath());
    if (before.isPresent()) {
      if (before.get().text().equals(lab.text()) && before.get().source().equals(lab.source())) {
        return before.get();
      }
      if (!replace) {
        throw new Problem(
            ProblemCode.NAME_TAKEN,
            "there is a lab " + name + " already, of " + before.get().source(),
            "replace it: halfspeed lab add --replace " + name + " " + file);
      }
      List<String> machines = names(lab);
      if (!names(before.get()).equals(machines)) {
        requireUnused(name);
      }
    }
    // What was named by itself gives way, unless somebody works with it.
    Optional<LabRecord> taken = store.registry().lab(name).filter(LabRecord::byPath);
    if (taken.isPresent() && !names(taken.get()).equals(names(lab))) {
      requireUnused(name);
    }
    Optional<LabRecord> same = byPath(lab.source()).filter(known -> !known.name().equals(name));
    if (same.isPresent()) {
      requireUnused(same.get().name());
      store.registry().removeLab(same.get().name());
    }
    store.registry().save(lab);
    return lab;
  }

  /**
   * Names a lab by itself whose file was named by the controller's own command line. Does nothing
   * to one that was added.
   */
  public synchronized void remember(String file, Principal by) throws Problem {
    Path path = NamedFile.path(file, "lab file").toAbsolutePath().normalize();
    Optional<LabRecord> known =
        all().stream().filter(lab -> lab.source().equals(path.toString())).findFirst();
    if (known.filter(lab -> !lab.byPath()).isPresent()) {
      return;
    }
    String name =
        known
            .map(LabRecord::name)
            .orElseGet(() ->
                RegisteredName.of(
                    path, KIND, all().stream().map(LabRecord::name).collect(Collectors.toSet())));
    LabRecord now = read(name, path, true, by);
    if (known.isEmpty() || !known.get().text().equals(now.text())) {
      store.registry().save(now);
    }
  }

  /**
   * Takes a lab's name away.
   *
   * @throws Problem when there is none, or a campaign that has not ended uses it
   */
  public synchronized void remove(String name) throws Problem {
    require(name);
    requireUnused(name);
    store.registry().removeLab(name);
  }

  private Optional<LabRecord> byPath(String source) {
    return all().stream().filter(lab -> lab.byPath() && lab.source().equals(source)).findFirst();
  }

  private LabRecord require(String name) throws Problem {
    Optional<LabRecord> lab = store.registry().lab(name);
    if (lab.isEmpty()) {
      throw RegisteredName.unknown(name, KIND, all().stream().map(LabRecord::name).toList());
    }
    return lab.get();
  }

  private LabRecord read(String name, Path file, boolean byPath, Principal by) throws Problem {
    Path path = file.toAbsolutePath().normalize();
    String text = NamedFile.text(path, "lab file", NamedFile.DESCRIPTION_BYTES);
    return new LabRecord(
        name,
        path.toString(),
        text,
        byPath,
        by.name(),
        clock.instant(),
        LabFile.parse(text, path).stream()
            .map(machine -> new LabRecord.Member(machine.name(), machine.address()))
            .toList());
  }

  private static List<String> names(LabRecord lab) {
    return lab.machines().stream().map(LabRecord.Member::machine).toList();
  }

  private void requireOwnMachines(LabRecord lab) throws Problem {
    var addresses = new HashMap<String, String>();
    for (LabRecord.Member machine : lab.machines()) {
      String twin = addresses.put(machine.address(), machine.machine());
      if (twin != null) {
        throw new Problem(
            ProblemCode.ALREADY_REGISTERED,
            "machines %s and %s of %s are both at %s"
                .formatted(twin, machine.machine(), lab.source(), machine.address()),
            "name each machine once in the lab file");
      }
      for (LabRecord other : added()) {
        if (other.name().equals(lab.name())) {
          continue;
        }
        for (LabRecord.Member member : other.machines()) {
          if (member.machine().equals(machine.machine())
              || member.address().equals(machine.address())) {
            throw new Problem(
                ProblemCode.ALREADY_REGISTERED,
                "machine %s at %s is machine %s of lab %s already"
                    .formatted(
                        machine.machine(), machine.address(), member.machine(), other.name()),
                "a machine belongs to one lab: leave it out of "
                    + lab.source()
                    + ", or remove that one: halfspeed lab remove "
                    + other.name());
          }
        }
      }
    }
  }

  /** What a campaign's request says of its lab. */
  private record Request(@Nullable String lab) {}

  private void requireUnused(String name) throws Problem {
    for (CampaignRecord open : store.campaigns().open(EnumSet.allOf(CampaignRecord.Kind.class))) {
      if (name.equals(RowJson.read(open.requestJson(), Request.class).lab())) {
        throw new Problem(
            ProblemCode.WRONG_STATE,
            "lab " + name + " is used by " + open.id() + ", which has not ended",
            "wait for it, or end it: halfspeed cancel " + open.id());
      }
    }
  }
}
