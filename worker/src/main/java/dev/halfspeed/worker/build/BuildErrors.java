package dev.halfspeed.worker.build;

import dev.halfspeed.worker.protocol.Result;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Knows what compilers, assemblers, linkers, make, shells and the kernel's scripts say when they
 * fail, by how their lines begin. What they quote begins with a blank, and says nothing.
 */
final class BuildErrors {
  /** A place in a source file, or what stands for one. */
  private static final Pattern DIAGNOSTIC =
      Pattern.compile(
          "(?<file>[^\\s:][^:]*:\\d+(?::\\d+)?|(?:<[^>:]+>|\\{standard input\\})(?::\\d+)*): "
              + "(?<kind>fatal error|Fatal error|[Ee]rror|internal compiler error|sorry,"
              + " unimplemented|Fehler|schwerwiegender Fehler|erreur|erreur fatale|errore|erro|fel"
              + "|fout|chyba|hata|b\u0142\u0105d|\u043e\u0448\u0438\u0431\u043a\u0430|\u9519\u8bef"
              + "|\u932f\u8aa4|\u30a8\u30e9\u30fc|\uc624\ub958)\\s?: ?(?<message>.*)");

  private static final Pattern NO_HEADER =
      Pattern.compile(
          "['\u2018]?(?<header>[\\w./+-]+)['\u2019]?(?: file not found|: No such file.*)");

  private static final Pattern WARNING =
      Pattern.compile(
          "(?:.*: )?(?:[Ww]arning|WARNING|note|NOTE|remark|info): ?.*|.*: \\*\\*\\* Waiting for.*");

  private static final Pattern MISSING_PROGRAM =
      Pattern.compile(
          "\\S+: (?:line )?(?:\\d+: )?(?:exec: |eval: )?(?:line )?(?:\\d+: )?(?<p>[^\\s:]+):"
              + " (?:command )?not found"
              + "|(?:\\S+: )?command not found: (?<z>\\S+)"
              + "|(?<c>[^\\s:]+): Command not found\\.?"
              + "|(?:\\S*/)?env: (?:can't execute )?['\u2018\"`]?(?<e>[^'\u2019\":]+)['\u2019\"]?: No such"
              + " file or directory"
              + "|.*: (?<i>/[^\\s:]+): bad interpreter: No such file or directory"
              + "|[\\w.+-]+: (?:fatal error: |error: )?(?:cannot execute|error trying to exec)"
              + " ['\u2018`](?<x>[^'\u2019]+)['\u2019]: .*No such file or directory"
              + "|ccache: error: Could not find compiler \"(?<a>[^\"]+)\" in PATH"
              + "|collect2: (?:fatal error: |error: )?cannot find ['\u2018`](?<l>[^'\u2019]+)['\u2019]"
              + "|\\S+Kconfig\\S*:\\d+: .*['\u2018\"](?<k>[^'\u2019\"]+)['\u2019\"] not found");

  private static final Set<String> PROGRAM_GROUPS =
      Set.of("p", "z", "c", "e", "i", "x", "a", "l", "k");

  private static final Pattern MODULE =
      Pattern.compile(
          "(?:ModuleNotFoundError|ImportError): No module named '?(?<python>\\w+)[\\w.]*'?"
              + "|Can't locate (?<perl>[\\w/]+)\\.pm in @INC.*");

  private static final Pattern NO_LIBRARY =
      Pattern.compile(
          "\\S*ld\\S*: (?:error: )?(?:cannot find|unable to find library) -l(?<l>[\\w+.-]+)\\b.*");

  private static final Pattern PAHOLE =
      Pattern.compile("BTF: .*pahole.*(?:not available|too old).*");

  private static final Pattern TOO_OLD =
      Pattern.compile(
          "\\*\\*\\* .*(?:[Cc]ompiler|[Ll]inker|[Aa]ssembler|tool|Rust\\S*) .*\\btoo old\\b.*"
              + "|\\S*Kconfig\\S*:\\d+: Sorry, this .* is not supported\\.?"
              + "|\\*\\*\\* .*\\bcould not be found\\b.*"
              + "|Cannot use CONFIG_\\w+: your gcc installation does not support plugins.*"
              + "|Cannot use CONFIG_\\w+: .*\\bplease upgrade to gcc\\b.*");

  /** What the loader says of a program whose libraries are gone, or are of another release. */
  private static final Pattern SHARED_LIBRARY =
      Pattern.compile(
          ".*: error while loading shared libraries: (?<so>[^:]+): cannot open shared object file.*"
              + "|.*/lib\\S*\\.so[.\\d]*: version [`'\u2018](?<version>[^'\u2019]+)['\u2019] not found"
              + " \\(required by .*");

  private static final Pattern LINKER =
      Pattern.compile(
          "(?:\\S*/)?(?:[\\w.]+-)*(?:ld|gold|lld|ld64)(?:\\.\\w+)?(?:-\\d+)?: (?!.*: in function"
              + " \\S+:$).*|.*: undefined reference to .*|.*: multiple definition of .*");

  private static final Pattern FOLLOWING =
      Pattern.compile(
          "collect2: error: ld returned .*|compilation terminated.*|.*\\berrors? generated\\..*"
              + "|(?:\\S*/)?cc1\\w*: (?:all|some) warnings being treated as errors");

  private static final Pattern OTHER =
      Pattern.compile(
          "(?:\\S*/)?(?:[\\w.]+-)*(?:gcc|g\\+\\+|cc|cc1\\w*|clang(?:\\+\\+)?|as|collect2|lto1|ar|objcopy|rustc|bindgen)"
              + "(?:-[\\d.]+)?: (?:fatal error|error|internal compiler error): .*"
              + "|error(?:\\[E\\d+])?: .*|(?:ERROR|FATAL(?: ERROR)?): .*|"
              + "Error: [^\\s:]+:\\d+\\.\\d+.*|Inconsistent kallsyms data.*|(?:\\S+: )?error: objtool: .*|FAILED: .*"
              + "|\\S+: \\d+: Syntax error: .*|[^\\s:]*Kconfig[^\\s:]*:\\d+:(?!warning) ?.*|\\*\\*\\* Can't find default configuration .*");

  /** In the words of the driver, after three tries of the same. */
  private static final Pattern NOT_REPRODUCIBLE =
      Pattern.compile("The bug is not reproducible, so it is likely a hardware or OS problem\\.");

  /** Folders of programs that the build makes for itself, not of the kernel. */
  private static final Pattern FOR_THE_BUILD =
      Pattern.compile(
          "(?:\\.\\./)*(?:scripts|tools|certs|usr|samples)/.*|(?:\\.\\./)*arch/.*/(?:tools|boot|vdso\\w*)/.*|[^/]*");

  private final List<String> roots;
  private final MakeErrors make = new MakeErrors();

  /**
   * Of a source tree.
   *
   * @param roots under which names tools may call the tree's folder
   */
  BuildErrors(List<Path> roots) {
    this.roots = roots.stream().map(root -> root + "/").toList();
  }

  /** Whether the line speaks of a place in a file, so that the next may quote it. */
  static boolean isDiagnostic(String line) {
    return DIAGNOSTIC.matcher(line).matches() || WARNING.matcher(line).matches();
  }

  static boolean isWarning(String line) {
    return WARNING.matcher(line).matches() && !DIAGNOSTIC.matcher(line).matches();
  }

  /** The error that a plain line tells of; empty where it is none. */
  Optional<BuildError> of(String line) {
    if (line.isEmpty() || line.charAt(0) == ' ' || isWarning(line)) {
      return Optional.empty();
    }
    Matcher diagnostic = DIAGNOSTIC.matcher(line);
    if (diagnostic.matches()) {
      return Optional.of(diagnosed(diagnostic, line));
    }
    if (MakeErrors.isMake(line)) {
      return make.of(line);
    }
    if (NOT_REPRODUCIBLE.matcher(line).matches()) {
      return Optional.of(
          BuildError.ofMachine(Result.Fault.UNEXPECTED, "the compiler blames the machine", line));
    }
    Optional<BuildError> missing = missing(line);
    if (missing.isPresent()) {
      return missing;
    }
    Optional<BuildError> system = SystemError.of(line);
    if (system.isPresent()) {
      return system;
    }
    if (FOLLOWING.matcher(line).matches()) {
      return Optional.of(BuildError.following(line));
    }
    return LINKER.matcher(line).matches() || OTHER.matcher(line).matches()
        ? Optional.of(BuildError.ofSource(line + ConfigAdvice.of(line)))
        : Optional.empty();
  }

  private BuildError diagnosed(Matcher diagnostic, String line) {
    String message = diagnostic.group("message");
    if (diagnostic.group("kind").equalsIgnoreCase("fatal error")) {
      Optional<BuildError> system = SystemError.ofFatal(line);
      if (system.isPresent()) {
        return system.get();
      }
      Matcher header = NO_HEADER.matcher(message);
      if (header.matches() && isForTheBuild(diagnostic.group("file"))) {
        Optional<String> from = DebianPackages.ofHeader(header.group("header"));
        if (from.isPresent()) {
          return BuildError.missing("the header " + header.group("header"), from.get(), line);
        }
      }
    }
    return BuildError.ofSource(line);
  }

  private boolean isForTheBuild(String place) {
    String file = place.replaceFirst("(?::\\d+)+$", "");
    for (String root : roots) {
      if (file.startsWith(root)) {
        file = file.substring(root.length());
      }
    }
    return file.startsWith("/") || file.startsWith("<") || FOR_THE_BUILD.matcher(file).matches();
  }

  private static Optional<BuildError> missing(String line) {
    Matcher program = MISSING_PROGRAM.matcher(line);
    if (program.matches()) {
      String name =
          PROGRAM_GROUPS.stream()
              .map(program::group)
              .filter(group -> group != null)
              .findFirst()
              .orElse("");
      return Optional.of(missingProgram(name, line));
    }
    Matcher module = MODULE.matcher(line);
    if (module.matches()) {
      String python = module.group("python");
      return Optional.of(
          python != null
              ? BuildError.missing("Python's module " + python, "python3-" + python, line)
              : BuildError.missing("Perl's module " + module.group("perl"), "perl", line));
    }
    Matcher library = NO_LIBRARY.matcher(line);
    if (library.matches()) {
      String name = library.group("l");
      return Optional.of(
          BuildError.missing("the library " + name, DebianPackages.ofLibrary(name), line));
    }
    Matcher shared = SHARED_LIBRARY.matcher(line);
    if (shared.matches()) {
      String so = shared.group("so") != null ? shared.group("so") : shared.group("version");
      return Optional.of(
          BuildError.missing("the shared library " + so, "the package that has it", line));
    }
    if (PAHOLE.matcher(line).matches()) {
      return Optional.of(
          BuildError.missing(
              line.contains("too old") ? "a newer pahole" : "the program \"pahole\"",
              DebianPackages.ofProgram("pahole"),
              line));
    }
    if (TOO_OLD.matcher(line).matches()) {
      return Optional.of(
          new BuildError(
              BuildError.Certainty.CERTAIN,
              "another or newer tool is needed on this machine: " + line,
              Result.Fault.TOOL_MISSING));
    }
    return Optional.empty();
  }

  /** A program that was looked for on the PATH, or a script of the tree that is not there. */
  static BuildError missingProgram(String name, String line) {
    if (name.contains("/") && !name.startsWith("/")) {
      return BuildError.ofSource(line);
    }
    String program = name.substring(name.lastIndexOf('/') + 1);
    return BuildError.missing(
            "the program \"" + program + "\"", DebianPackages.ofProgram(program), line)
        .ifNothingElse();
  }
}
