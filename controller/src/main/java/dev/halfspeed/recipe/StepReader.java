package dev.halfspeed.recipe;

import dev.halfspeed.problem.Problem;
import dev.halfspeed.yaml.YamlFields;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads the steps of a recipe, and checks their scripts and the programs that they need. */
final class StepReader {
  private static final Pattern TOOL = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._+-]*");

  /** Where a tool that machines have is taken to be. */
  private static final List<String> USUAL_FOLDERS = List.of("/bin", "/usr/bin");

  private final Path folder;
  private final RecipeFaults faults;
  private final Map<String, String> interpreters = new LinkedHashMap<>();

  StepReader(Path folder, RecipeFaults faults) {
    this.folder = folder;
    this.faults = faults;
  }

  /** What runs each script that names a program which is no tool of the recipe's. */
  Map<String, String> interpreters() {
    return interpreters;
  }

  /** The programs that a machine has to have, each with the Debian package that has it, or "". */
  Map<String, String> tools(YamlFields fields) throws Problem {
    Map<String, String> tools = new LinkedHashMap<>();
    for (YamlFields tool : fields.mappings("tools")) {
      faults.check(() -> {
        String name = tool.required("name");
        String debianPackage = tool.text("package").orElse("");
        tool.end();
        if (!TOOL.matcher(name).matches()) {
          throw tool.problem(
              "name", "'" + name + "' is no program's name", "name the program, without its path");
        }
        tools.put(name, debianPackage);
      });
    }
    return tools;
  }

  Steps steps(YamlFields fields, Map<String, String> tools) {
    String prepare = script(fields, "prepare", tools).orElse(null);
    String setup = script(fields, "setup", tools).orElse(null);
    String run =
        faults.part(
            "",
            () -> {
              fields.required("run");
              return script(fields, "run", tools).orElse("");
            });
    String teardown = script(fields, "teardown", tools).orElse(null);
    faults.end(fields);
    return new Steps(prepare, setup, run, teardown);
  }

  private Optional<String> script(YamlFields fields, String step, Map<String, String> tools) {
    return faults.part(
        Optional.<String>empty(),
        () -> {
          Optional<String> script = fields.text(step);
          if (script.isPresent()) {
            check(fields, step, script.get(), tools);
          }
          return script;
        });
  }

  /** Checks a step's script; what runs it is a tool that machines have to have. */
  private void check(YamlFields fields, String step, String script, Map<String, String> tools)
      throws IOException, Problem {
    RecipeFields.requireInside(fields, step, script);
    Path path = folder.resolve(script);
    if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
      throw fields.problem(
          step, "names " + script + ", which is no file in " + folder, "add the script");
    }
    if (!Files.isExecutable(path)) {
      throw fields.problem(
          step, "names " + script + ", which may not be executed", "run chmod +x " + path);
    }
    var begun = RecipeScript.of(path);
    Optional<Problem> flaw = begun.flaw();
    if (flaw.isPresent()) {
      throw fields.problem(
          step, "names " + script + ", which " + flaw.get().what(), flaw.get().nextStep());
    }
    begun
        .program()
        .filter(program -> !isListed(program, tools))
        .ifPresent(program -> interpreters.put(script, program));
    begun.tool().ifPresent(tool -> tools.putIfAbsent(tool, ""));
  }

  private static boolean isListed(String program, Map<String, String> tools) {
    int slash = program.lastIndexOf('/');
    return tools.containsKey(program.substring(slash + 1))
        && (slash < 0 || USUAL_FOLDERS.contains(program.substring(0, slash)));
  }
}
