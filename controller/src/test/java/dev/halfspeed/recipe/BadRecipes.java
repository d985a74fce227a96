package dev.halfspeed.recipe;

import java.util.stream.Stream;

/** Descriptions of recipes with one mistake each. */
final class BadRecipes {
  /** One without a mistake, which uses every field. */
  static final String GOOD =
      """
      name: sample
      summary: A sample
      parameters:
        - name: size
          type: integer
          default: 4
          minimum: 1
          maximum: 64
          unit: MB
          description: How much.
        - name: mode
          type: string
          default: slow
          choices: [slow, fast]
          description: How.
        - name: settings
          type: string
          default: none
          description: Settings of PostgreSQL.
      profiles:
        - name: large
          parameters:
            size: 64
      tools:
        - name: tar
          package: tar
      steps:
        run: run
      duration:
        run: 10s
      results:
        parser: json
        file: result.json
      metrics:
        - name: rate
          unit: 1/s
          direction: higher
          resolution: 0.1
      evidence: [vmstat.pgfault]
      knobs:
        - name: swappiness
          sets: sysctl.vm.swappiness
          values: ['0', '60']
          description: Swapping.
        - name: way
          sets: param.mode
          values: [slow, fast]
          description: The mode.
      mitigations:
        - name: quick
          description: The fast mode.
          cost: It takes more memory.
          knobs:
            way: fast
      """;

  private BadRecipes() {}

  /**
   * A mistake.
   *
   * @param message a part of what is said about it, the path of the field first
   */
  record Description(String right, String wrong, String message) {
    String text() {
      if (!GOOD.contains(right)) {
        throw new IllegalArgumentException(right);
      }
      return GOOD.replaceFirst(
          java.util.regex.Pattern.quote(right), java.util.regex.Matcher.quoteReplacement(wrong));
    }

    @Override
    public String toString() {
      return message;
    }
  }

  static Stream<Description> descriptions() {
    return Stream.of(
        bad("name: sample", "name: Sample", "name 'Sample' is no name of a recipe"),
        bad("summary: A sample\n", "", "summary is missing"),
        bad("type: integer", "type: int", "parameters[0].type is \"int\""),
        bad("type: integer", "type: [integer]", "parameters[0].type is no single value"),
        bad("default: 4", "default: four", "parameters[0].default does not fit"),
        bad("unit: MB", "choices: [4]", "parameters[0].choices does not belong to type integer"),
        bad(
            "choices: [slow, fast]",
            "unit: s",
            "parameters[1].unit does not belong to type string"),
        bad("size: 64", "size: 65", "profiles[0].parameters.size does not fit"),
        bad("size: 64", "sise: 64", "profiles[0].parameters.sise is no parameter"),
        bad("- name: tar", "- name: /bin/tar", "tools[0].name '/bin/tar' is no program's name"),
        bad("  run: run\n", "  run: missing\n", "steps.run names missing, which is no file"),
        bad("  run: run\n", "  prepare: run\n", "steps.run is missing"),
        bad("  run: run\n", "  run: /bin/true\n", "steps.run is '/bin/true', which may lead out"),
        bad("run: 10s", "run: 10", "duration.run is \"10\""),
        bad("run: 10s", "rum: 10s", "duration.rum is no field that is known"),
        bad("parser: json", "parser: csv", "results.parser is \"csv\""),
        bad("  file: result.json\n", "", "results.file is missing"),
        bad(
            "  file: result.json\n",
            "  file: result.json\n  log: x\n",
            "results.log is no field that is known"),
        bad(
            "parser: json\n  file: result.json",
            "parser: exit-code",
            "metrics does not belong to the parser exit-code"),
        bad(
            "parser: json\n  file: result.json",
            "parser: pgbench\n  output: o\n  log: l",
            "metrics[0].name 'rate' is nothing that the pgbench parser finds"),
        bad("    direction: higher\n", "", "metrics[0].direction is missing"),
        bad("direction: higher", "direction: up", "metrics[0].direction is \"up\""),
        bad("unit: 1/s", "unit: pass/fail", "metrics[0].unit is \"pass/fail\""),
        bad("resolution: 0.1", "resolution: none", "metrics[0].resolution is \"none\""),
        bad("[vmstat.pgfault]", "[page faults]", "evidence has 'page faults', which is no"),
        bad("[vmstat.pgfault]", "vmstat.pgfault", "evidence is no list"),
        bad("sysctl.vm.swappiness", "vm.swappiness", "knobs[0].sets is \"vm.swappiness\""),
        bad("sysctl.vm.swappiness", "/sys/../etc", "knobs[0].sets is \"/sys/../etc\""),
        bad("param.mode", "param.speed", "knobs[1].sets is 'param.speed', and this recipe has no"),
        bad("['0', '60']", "['0']", "knobs[0].values has fewer than two values"),
        bad("['0', '60']", "['0', '6 0']", "knobs[0].values has '6 0', which is not one word"),
        bad("values: [slow, fast]", "values: [slow, swift]", "knobs[1].values does not fit"),
        bad("    cost: It takes more memory.\n", "", "mitigations[0].cost is missing"),
        bad("way: fast", "weigh: fast", "mitigations[0].knobs.weigh is no knob of this recipe"),
        bad(
            "way: fast",
            "way: swift",
            "mitigations[0].knobs.way is 'swift', which is none of its values"),
        bad("knobs:\n      way: fast", "knobs: {}", "mitigations[0].knobs has no knob"));
  }

  private static Description bad(String right, String wrong, String message) {
    return new Description(right, wrong, message);
  }
}
