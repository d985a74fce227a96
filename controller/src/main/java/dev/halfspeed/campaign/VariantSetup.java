package dev.halfspeed.campaign;

import dev.halfspeed.core.ShellWord;
import dev.halfspeed.report.Printable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How a variant was measured.
 *
 * @param role what it is in its campaign
 * @param parameters of the recipe, all of them
 * @param config the kernel configuration, in words
 * @param metric the one that decides in its campaign
 * @param source what a comparison asks for to have it built and booted; empty where no command line
 *     says that
 */
public record VariantSetup(
    String role,
    String recipe,
    Map<String, String> parameters,
    String config,
    CounterEvidences.Metric metric,
    Optional<Source> source) {
  public VariantSetup {
    parameters = Map.copyOf(parameters);
  }

  /**
   * What is built and booted.
   *
   * @param recipe as it was asked for: a name or a folder
   * @param revision a full commit id
   * @param reverts commits whose changes are taken back
   * @param configBase a make target or a path
   * @param lab absent: the machine at hand
   */
  public record Source(
      String recipe,
      String repository,
      String revision,
      List<String> reverts,
      String configBase,
      List<String> configFragments,
      List<String> kernelArguments,
      @Nullable String lab) {
    public Source {
      reverts = List.copyOf(reverts);
      configFragments = List.copyOf(configFragments);
      kernelArguments = List.copyOf(kernelArguments);
    }
  }

  /**
   * The command that compares two variants, in interleaved boots.
   *
   * @return empty where no command line says it: a variant is put together for its campaign, they
   *     ran different recipes, or the value of a parameter is known of only one
   */
  static String command(VariantSetup first, VariantSetup second) {
    Map<String, String> parameters = first.parameters();
    Map<String, String> others = second.parameters();
    if (first.source().isEmpty()
        || second.source().isEmpty()
        || !first.recipe().equals(second.recipe())
        || !parameters.keySet().equals(others.keySet())) {
      return "";
    }
    Source one = first.source().get();
    var words = new ArrayList<String>(List.of("halfspeed", "compare"));
    words.add(ShellWord.of(Printable.line(word("A", one, one) + differing(parameters, others))));
    words.add(
        ShellWord.of(
            Printable.line(word("B", second.source().get(), one) + differing(others, parameters))));
    option(words, "--repo", one.repository());
    option(words, "--recipe", one.recipe());
    new TreeMap<>(parameters)
        .forEach((name, value) -> {
          if (value.equals(others.get(name))) {
            option(words, "--param", name + "=" + value);
          }
        });
    option(words, "--config", one.configBase());
    String lab = one.lab();
    if (lab != null) {
      option(words, "--lab", lab);
    }
    option(words, "--metric", first.metric().name());
    return String.join(" ", words);
  }

  private static void option(List<String> words, String name, String value) {
    words.add(name);
    words.add(ShellWord.of(Printable.line(value)));
  }

  /** A variant on the command line; what both have in common stands in options. */
  private static String word(String name, Source source, Source first) {
    var word = new StringBuilder(name).append('=').append(source.revision());
    if (!source.repository().equals(first.repository())) {
      part(word, "repo", source.repository());
    }
    if (!source.configBase().equals(first.configBase())) {
      part(word, "config", source.configBase());
    }
    source.configFragments().forEach(file -> part(word, "fragment", file));
    source.kernelArguments().forEach(argument -> part(word, "arg", argument));
    source.reverts().forEach(commit -> part(word, "revert", commit));
    return word.toString();
  }

  /** Those of one variant that the other has with another value. */
  private static String differing(Map<String, String> own, Map<String, String> others) {
    var word = new StringBuilder();
    new TreeMap<>(own)
        .forEach((name, value) -> {
          if (!value.equals(others.get(name))) {
            part(word, "param." + name, value);
          }
        });
    return word.toString();
  }

  /** A comma inside a value is written twice. */
  private static void part(StringBuilder word, String key, String value) {
    word.append(',').append(key).append('=').append(value.replace(",", ",,"));
  }
}
