package dev.halfspeed.cli.option;

import dev.halfspeed.campaign.comparison.ComparisonRequest.Variant;
import dev.halfspeed.cli.client.Shell;
import dev.halfspeed.cli.terminal.Text;
import dev.halfspeed.history.SourceArchive;
import dev.halfspeed.problem.NearestName;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.report.Printable;
import dev.halfspeed.worker.protocol.SysValue;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A variant as it stands on the command line: [NAME=]REVISION[,KEY=VALUE...]. A comma inside a
 * value is written twice, as QEMU has it.
 */
public final class VariantWord {
  private static final int SHOWN = 60;
  private static final String EXAMPLE = "REVISION,KEY=VALUE,KEY=VALUE";
  private static final String SETTINGS = "settings";

  /** What that parameter is where nothing is set. */
  private static final String NO_SETTINGS = "none";

  private static final String COMMA = "a comma inside a value is written twice";

  /** What can be said of a variant after its revision. */
  private enum Key {
    REPO("repo", "repo=PATH"),
    CONFIG("config", "config=BASE"),
    FRAGMENT("fragment", "fragment=FILE"),
    ARG("arg", "arg=KERNEL_ARGUMENT"),
    SYSCTL("sysctl", "sysctl.NAME=VALUE"),
    SYS("/sys", "/sys/PATH=VALUE"),
    REVERT("revert", "revert=COMMIT"),
    PARAM("param", "param.NAME=VALUE"),
    POSTGRESQL("postgresql", "postgresql=FOLDER"),
    PG("pg", "pg.NAME=VALUE");

    private final String word;
    private final String form;

    Key(String word, String form) {
      this.word = word;
      this.form = form;
    }

    /** What stands between the word and a name that follows it; empty where none does. */
    String separator() {
      String after = form.substring(word.length(), word.length() + 1);
      return after.equals("=") ? "" : after;
    }

    boolean isNamed() {
      return !separator().isEmpty();
    }

    /** The key that a text begins with, such as sysctl of sysctl.vm.swappiness. */
    static @Nullable Key of(String text) {
      for (Key key : values()) {
        if (text.equals(key.word)
            || (key.isNamed() && text.startsWith(key.word + key.separator()))) {
          return key;
        }
      }
      return null;
    }

    static List<String> words() {
      return List.of(values()).stream().map(key -> key.word).toList();
    }

    static String forms() {
      return String.join(", ", List.of(values()).stream().map(key -> key.form).toList());
    }
  }

  private final String word;
  private @Nullable String name;
  private String revision = "";
  private @Nullable String repository;
  private @Nullable String config;
  private final List<String> fragments = new ArrayList<>();
  private final List<String> arguments = new ArrayList<>();
  private final List<String> reverts = new ArrayList<>();
  private final Map<String, String> settings = new LinkedHashMap<>();
  private final List<SysValue> sysValues = new ArrayList<>();
  private final Map<String, String> parameters = new LinkedHashMap<>();
  private @Nullable String postgresql;
  private final List<String> postgresqlSettings = new ArrayList<>();

  private VariantWord(String word) {
    this.word = word;
  }

  /**
   * The word that was written.
   *
   * @throws Problem when it is not written as it must be
   */
  public static VariantWord parse(String word) throws Problem {
    var variant = new VariantWord(word);
    int end = word.indexOf(',');
    variant.readHead(end < 0 ? word : word.substring(0, end));
    if (end >= 0) {
      for (String part : variant.parts(word.substring(end + 1))) {
        variant.readPart(part);
      }
    }
    return variant;
  }

  /**
   * A variant that is as a word says but for some parts that are laid over it: what both set is as
   * these say.
   *
   * @param parts each KEY=VALUE, with commas inside values written twice
   * @throws Problem when one of them is not written as it must be
   */
  public static VariantWord parse(String word, List<String> parts) throws Problem {
    VariantWord variant = parse(word);
    String text = String.join(",", parts);
    var over = new VariantWord(word + "," + text);
    for (String part : over.parts(text)) {
      over.readPart(part);
    }
    variant.take(over);
    return variant;
  }

  /** The name that was given; absent: none. */
  @Nullable String name() {
    return name;
  }

  /** What to build: a revision, or the path of an archive of sources. */
  String revision() {
    return revision;
  }

  /** The variant with absolute paths; what it does not say is as the command's options say. */
  public Variant named(String unique, Shell shell, WorkloadOptions workload) throws Problem {
    ConfigOption kernel =
        config == null
            ? workload.kernelConfig(shell)
            : ConfigOption.parse("config=", config, shell::resolve);
    var files = new ArrayList<String>(kernel.fragments());
    fragments.forEach(fragment -> files.add(shell.resolve(fragment).toString()));
    var all = new ArrayList<String>(arguments);
    settings.forEach((setting, value) -> all.add("sysctl." + setting + "=" + value));
    sysValues.forEach(value -> all.add(value.argument()));
    boolean isArchive = SourceArchive.isNamed(revision);
    return new Variant(
        unique,
        isArchive ? imported(shell) : repository(shell, workload),
        isArchive ? SourceArchive.REVISION : revision,
        kernel.base(),
        files,
        all,
        postgresql(shell, workload),
        reverts.isEmpty() ? null : reverts);
  }

  /**
   * The recipe's parameters, with what was said of PostgreSQL as those that all its recipes have.
   */
  private Map<String, String> postgresql(Shell shell, WorkloadOptions workload) throws Problem {
    var all = new LinkedHashMap<String, String>(parameters);
    if (postgresql != null) {
      all.put("postgresql", shell.resolve(postgresql).toString());
    }
    if (!postgresqlSettings.isEmpty()) {
      // Those of the recipe's parameter come first, so that these are what counts.
      String usual = all.getOrDefault(SETTINGS, workload.parameters().get(SETTINGS));
      Stream<String> first =
          usual == null || usual.equals(NO_SETTINGS) ? Stream.empty() : Stream.of(usual);
      all.put(
          SETTINGS,
          Stream.concat(first, postgresqlSettings.stream()).collect(Collectors.joining(";")));
    }
    return all;
  }

  private String repository(Shell shell, WorkloadOptions workload) {
    return repository == null
        ? workload.repository(shell)
        : WorkloadOptions.repository(shell, repository);
  }

  /** The path of the repository that is made of an archive. */
  private String imported(Shell shell) throws Problem {
    if (repository != null) {
      throw new Problem(
          this + " is an archive and has a repository.", "Leave repo= out, or name a revision.");
    }
    Path archive = shell.resolve(revision);
    return new SourceArchive(archive, shell.cache().resolve("sources"))
        .repository(() ->
            shell
                .err()
                .println(
                    "Importing " + Printable.line(archive.toString()) + " (once, a minute)..."))
        .toString();
  }

  private void readHead(String head) throws Problem {
    int end = head.indexOf('=');
    revision = head.substring(end + 1);
    if (end == 0) {
      throw new Problem(
          this + " has no name before \"=\".",
          "Write: " + (revision.isBlank() ? "NAME=REVISION" : "NAME=" + shown(revision)));
    }
    String before = end < 0 ? "" : head.substring(0, end);
    if (Key.of(before) != null) {
      throw new Problem(
          this + " begins with " + shown(before) + "=, which belongs after the revision.",
          "Write: REVISION," + shown(head));
    }
    if (revision.isBlank()) {
      throw new Problem(
          this + " has no revision.",
          end < 0
              ? "Begin it with one: REVISION" + shown(word)
              : "Write: " + shown(before) + "=REVISION");
    }
    if (end > 0) {
      name = before;
    }
  }

  /** The text split at commas that stand alone. */
  private List<String> parts(String text) throws Problem {
    List<String> parts = CommaWords.split(text, word -> Key.of(word) != null);
    if (parts.contains("")) {
      throw new Problem(
          this + " has an empty part.",
          "Write it with one comma between its parts: " + EXAMPLE + "; " + COMMA + ".");
    }
    return parts;
  }

  private void readPart(String part) throws Problem {
    int end = part.indexOf('=');
    String text = end < 0 ? part : part.substring(0, end);
    Key key = Key.of(text);
    if (key == null) {
      throw end <= 0
          ? new Problem(
              this + " has \"" + shown(part) + "\", which is not KEY=VALUE.",
              suggest(text) + "; " + COMMA + ".")
          : new Problem(this + " has no key " + shown(text) + ".", suggest(text) + ".");
    }
    String of = key.isNamed() && text.length() > key.word.length() + 1 ? after(text, key) : "";
    if (end < 0 || (key.isNamed() && of.isBlank())) {
      throw new Problem(
          this
              + " has "
              + shown(text)
              + (end < 0 ? " without a value." : " without a name after it."),
          "Write: " + key.form);
    }
    String value = part.substring(end + 1);
    if (value.isBlank()) {
      throw new Problem(
          this + " has an empty " + shown(text) + ".",
          "Write " + key.form + "; in a script, see whether the variable behind it is set.");
    }
    take(key, of, value);
  }

  private static String after(String text, Key key) {
    return text.substring(key.word.length() + 1);
  }

  private void take(Key key, String of, String value) throws Problem {
    switch (key) {
      case REPO -> {
        once(key.word, repository);
        repository = value;
      }
      case CONFIG -> {
        once(key.word, config);
        config = value;
      }
      case FRAGMENT -> fragments.add(value);
      case ARG -> arguments.add(value);
      case REVERT -> reverts.add(value);
      case SYSCTL -> once("sysctl." + of, settings.put(of, value));
      case SYS -> sysValues.add(sysValue(new SysValue(of, value)));
      case PARAM -> once("param." + of, parameters.put(of, value));
      case POSTGRESQL -> {
        once(key.word, postgresql);
        postgresql = value;
      }
      case PG -> {
        if (value.contains(";")) {
          throw new Problem(
              this + " has a semicolon in pg." + shown(of) + ".",
              "Write such a setting into a recipe of your own.");
        }
        postgresqlSettings.add(of + "=" + value);
      }
    }
  }

  private void take(VariantWord over) {
    repository = over.repository == null ? repository : over.repository;
    config = over.config == null ? config : over.config;
    postgresql = over.postgresql == null ? postgresql : over.postgresql;
    fragments.addAll(over.fragments);
    reverts.addAll(over.reverts);
    settings.putAll(over.settings);
    parameters.putAll(over.parameters);
    replace(arguments, over.arguments, VariantWord::nameOf);
    replace(sysValues, over.sysValues, SysValue::path);
    replace(postgresqlSettings, over.postgresqlSettings, VariantWord::nameOf);
  }

  /** The name in NAME=VALUE. */
  private static String nameOf(String setting) {
    int end = setting.indexOf('=');
    return end < 0 ? setting : setting.substring(0, end);
  }

  private static <T> void replace(List<T> settings, List<T> over, Function<T, String> name) {
    Set<String> names = over.stream().map(name).collect(Collectors.toSet());
    settings.removeIf(setting -> names.contains(name.apply(setting)));
    settings.addAll(over);
  }

  private SysValue sysValue(SysValue value) throws Problem {
    if (!value.isValid()) {
      throw new Problem(
          this + " has " + shown(value.toString()) + ", which can't be set.",
          "Name a file below /sys, and one word of letters and digits as its value.");
    }
    if (sysValues.stream().anyMatch(other -> other.path().equals(value.path()))) {
      throw new Problem(this + " has /sys/" + shown(value.path()) + " twice.", "Give it once.");
    }
    return value;
  }

  private void once(String key, @Nullable String before) throws Problem {
    if (before != null) {
      throw new Problem(this + " has " + shown(key) + " twice.", "Give it once.");
    }
  }

  /** The keys that may have been meant, or else all. */
  private static String suggest(String mistyped) {
    List<String> near = NearestName.allOf(mistyped.split("(?<=.)[./]", 2)[0], Key.words());
    if (near.isEmpty()) {
      return "There are: " + Key.forms();
    }
    List<String> forms =
        List.of(Key.values()).stream()
            .filter(key -> near.contains(key.word))
            .map(key -> key.form)
            .toList();
    return "Write " + String.join(" or ", forms);
  }

  private static String shown(String text) {
    return Text.fit(text, SHOWN);
  }

  /** As it is called in messages. */
  @Override
  public String toString() {
    return "Variant \"" + shown(word) + "\"";
  }
}
