package dev.halfspeed.advise;

import dev.halfspeed.problem.NearestName;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.search.Revision;
import dev.halfspeed.search.Slot;
import dev.halfspeed.search.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a session's lab can do.
 *
 * @param machines in the order in which the search numbers them
 * @param builds whether building is a step of its own
 * @param shared whether an image can be booted elsewhere than where it was built
 */
record Lab(List<Place> machines, boolean builds, boolean shared, boolean layouts, boolean reverts) {
  private static final Pattern NUMBER = Pattern.compile("\\bmachine ([0-9]{1,9})\\b");
  private static final int MOST_MACHINES = 1000;

  /** More than thirty years. */
  private static final double MOST_SECONDS = 1e9;

  private static final double USUAL_BUILD_SECONDS = 300;
  private static final double USUAL_BOOT_SECONDS = 60;
  private static final double USUAL_RUN_SECONDS = 60;

  Lab {
    machines = List.copyOf(machines);
  }

  /** A machine: what it may do, and what that takes. */
  record Place(
      String name,
      boolean builds,
      boolean boots,
      double buildSeconds,
      double bootSeconds,
      double runSeconds) {}

  /** Reads it from an opening. */
  static Lab of(LabMessage.Open open) throws Problem {
    boolean builds = Objects.requireNonNullElse(open.builds(), true);
    boolean shared =
        Objects.requireNonNullElse(open.images(), LabMessage.Images.SHARED)
            == LabMessage.Images.SHARED;
    if (!builds && (open.images() != null || Boolean.TRUE.equals(open.layouts()))) {
      throw new Problem(
          "\""
              + (open.images() != null ? "images" : "layouts")
              + "\" has no meaning where building is no step of its own",
          "leave it out, or leave \"builds\": false out");
    }
    List<LabMessage.Machine> given = Objects.requireNonNullElse(open.machines(), List.of());
    if (given.size() > MOST_MACHINES) {
      throw new Problem(
          "\"machines\" has " + given.size() + " machines",
          "a session has at most " + MOST_MACHINES);
    }
    var places = new ArrayList<Place>();
    for (int index = 0; index < given.size(); index++) {
      Place place = place(given.get(index), builds, "machines[" + index + "]");
      if (places.stream().anyMatch(other -> other.name().equals(place.name()))) {
        throw new Problem(
            "machine " + place.name() + " is there twice",
            "name each machine once in \"machines\"");
      }
      if (builds && !shared && place.boots() && !place.builds()) {
        throw new Problem(
            "machine "
                + place.name()
                + " may not build, and nobody else's images can be booted on"
                + " it",
            "let it build, or say \"images\": \"shared\"");
      }
      places.add(place);
    }
    if (places.isEmpty()) {
      throw new Problem(
          "\"machines\" is missing or empty", "name at least one: [{\"name\": \"lab1\"}]");
    }
    if (places.stream().noneMatch(Place::boots)) {
      throw new Problem("no machine may boot", "leave \"boots\" out where a machine may");
    }
    if (builds && places.stream().noneMatch(Place::builds)) {
      throw new Problem(
          "no machine may build",
          "leave \"builds\" out where a machine may; without a build step say \"builds\": false"
              + " beside \"machines\"");
    }
    return new Lab(
        places,
        builds,
        shared,
        builds && Objects.requireNonNullElse(open.layouts(), false),
        Objects.requireNonNullElse(open.reverts(), true));
  }

  /**
   * Refuses what says nothing where building is no step of its own.
   *
   * @param given the field's value
   */
  void refuseUnused(String field, @Nullable Object given) throws Problem {
    if (!builds) {
      refuse(given, field, "where building is no step of its own");
    }
  }

  private static void refuse(@Nullable Object given, String field, String where) throws Problem {
    if (given != null) {
      throw new Problem("\"" + field + "\" has no meaning " + where, "leave it out");
    }
  }

  private static Place place(LabMessage.@Nullable Machine machine, boolean builds, String where)
      throws Problem {
    String name = machine == null ? null : machine.name();
    if (machine == null || name == null || name.isEmpty()) {
      throw new Problem(where + " has no \"name\"", "name each machine as you call it");
    }
    if (!builds) {
      String unused = "where building is no step of its own";
      refuse(machine.builds(), where + ".builds", unused);
      refuse(machine.buildSeconds(), where + ".build_seconds", unused);
    }
    if (Boolean.FALSE.equals(machine.builds())) {
      refuse(machine.buildSeconds(), where + ".build_seconds", "where a machine may not build");
    }
    if (Boolean.FALSE.equals(machine.boots())) {
      refuse(machine.bootSeconds(), where + ".boot_seconds", "where a machine may not boot");
      refuse(machine.runSeconds(), where + ".run_seconds", "where a machine may not boot");
    }
    return new Place(
        name,
        Objects.requireNonNullElse(machine.builds(), true),
        Objects.requireNonNullElse(machine.boots(), true),
        seconds(machine.buildSeconds(), USUAL_BUILD_SECONDS, where + ".build_seconds"),
        seconds(machine.bootSeconds(), USUAL_BOOT_SECONDS, where + ".boot_seconds"),
        seconds(machine.runSeconds(), USUAL_RUN_SECONDS, where + ".run_seconds"));
  }

  private static double seconds(@Nullable Double given, double usual, String where) throws Problem {
    if (given == null) {
      return usual;
    }
    if (!(given >= 0 && given <= MOST_SECONDS)) {
      throw new Problem(where + " is " + given, "seconds lie between 0 and 1e9");
    }
    return given;
  }

  /** What work takes on the machines, all of them together, with one run in each boot. */
  List<Workload.Machine> plan() {
    return machines.stream()
        .map(place ->
            new Workload.Machine(place.buildSeconds(), place.bootSeconds() + place.runSeconds()))
        .toList();
  }

  /** The number of a machine. */
  int number(@Nullable String name) throws Problem {
    if (name == null) {
      throw new Problem("\"machine\" is missing", "say which machine is idle");
    }
    for (int number = 0; number < machines.size(); number++) {
      if (machines.get(number).name().equals(name)) {
        return number;
      }
    }
    throw new Problem(
        "the session has no machine " + name,
        NearestName.suggest(name, machines.stream().map(Place::name).toList()));
  }

  /** The same words with the lab's names of machines in the place of our numbers. */
  String named(String words) {
    return NUMBER
        .matcher(words)
        .replaceAll(number -> {
          int machine = Integer.parseInt(number.group(1));
          return Matcher.quoteReplacement(
              machine < machines.size()
                  ? "machine " + machines.get(machine).name()
                  : number.group());
        });
  }

  /**
   * What work takes on a machine.
   *
   * @param predictions builds of single commits, by the lab's id
   */
  Slot.Costs costs(int machine, History history, Map<String, Double> predictions) throws Problem {
    for (Map.Entry<String, Double> one : predictions.entrySet()) {
      if (!history.knows(one.getKey())) {
        throw new Problem(
            "\"build_seconds\" names " + one.getKey() + ", which is no commit of the session",
            "name commits as the opening does");
      }
      seconds(one.getValue(), 0, "build_seconds." + one.getKey());
    }
    Place place = machines.get(machine);
    return new Slot.Costs() {
      @Override
      public double buildSeconds(Revision revision) {
        Double predicted =
            revision instanceof Revision.Revert ? null : predictions.get(history.commit(revision));
        return predicted == null ? place.buildSeconds() : predicted;
      }

      @Override
      public double bootSeconds() {
        return place.bootSeconds();
      }

      @Override
      public double runSeconds() {
        return place.runSeconds();
      }
    };
  }
}
