package dev.halfspeed.web.page.picture;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The pages' style of charts as attributes of the shapes: a chart that stands alone has no style
 * sheet, and many programs that read SVG know neither variables nor selectors of several classes.
 * Colours are those of the light scheme.
 */
final class ChartStyle {
  /** Properties of CSS that are attributes of SVG, too. */
  private static final Set<String> PROPERTIES =
      Set.of(
          "fill",
          "stroke",
          "stroke-width",
          "stroke-dasharray",
          "opacity",
          "text-anchor",
          "font-size",
          "font-weight",
          "paint-order");

  private static final Pattern RULE = Pattern.compile("([^{}]+)\\{([^{}]*)}");
  private static final Pattern SELECTOR =
      Pattern.compile("(?:\\.chart(?:\\.wide)? )?([a-z]*)((?:\\.[a-z0-9-]+)*)");
  private static final Pattern VARIABLE = Pattern.compile("var\\((--[a-z-]+)\\)");
  private static final Pattern TAG =
      Pattern.compile("<([a-z]+)((?:\\s+[a-zA-Z0-9-]+=\"[^\"]*\")*)\\s*(/?)>");
  private static final Pattern ATTRIBUTE = Pattern.compile("\\s+([a-zA-Z0-9-]+)=\"([^\"]*)\"");

  /** What only a page has a use for. */
  private static final Set<String> LEFT_OUT = Set.of("class", "data-address");

  private final List<Rule> rules;

  /** Reads a style sheet. */
  ChartStyle(String css) {
    // What is in a block of its own is for another screen, or another scheme.
    String plain = css.replaceAll("@[a-z-]+[^{]*\\{(?:[^{}]*\\{[^{}]*})*[^{}]*}", "");
    Map<String, String> colours = new HashMap<>();
    List<Rule> read = new ArrayList<>();
    Matcher rule = RULE.matcher(plain);
    while (rule.find()) {
      Map<String, String> declarations = declarations(rule.group(2));
      if (rule.group(1).strip().equals(":root")) {
        colours.putAll(declarations);
      }
      for (String selector : rule.group(1).split(",")) {
        read(selector.strip(), declarations, colours, read);
      }
    }
    read.sort(Comparator.comparingInt(Rule::weight));
    rules = List.copyOf(read);
  }

  /** That of the pages. */
  static ChartStyle ofPages() {
    try (InputStream file = ChartStyle.class.getResourceAsStream("/web/style.css")) {
      if (file == null) {
        throw new IllegalStateException("/web/style.css is not on the class path");
      }
      return new ChartStyle(new String(file.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * What shapes of some classes look like.
   *
   * @param element its name; empty: of any
   * @param weight the heavier rule wins, of two alike the later one
   */
  private record Rule(
      String element, Set<String> classes, Map<String, String> attributes, int weight) {
    boolean fits(String name, Set<String> own) {
      return (element.isEmpty() || element.equals(name)) && own.containsAll(classes);
    }
  }

  private static Map<String, String> declarations(String text) {
    var declarations = new LinkedHashMap<String, String>();
    for (String declaration : text.split(";")) {
      int colon = declaration.indexOf(':');
      if (colon > 0) {
        declarations.put(
            declaration.substring(0, colon).strip(), declaration.substring(colon + 1).strip());
      }
    }
    return declarations;
  }

  private static void read(
      String selector,
      Map<String, String> declarations,
      Map<String, String> colours,
      List<Rule> read) {
    Matcher parts = SELECTOR.matcher(selector);
    if (!parts.matches() || (parts.group(1).isEmpty() && parts.group(2).isEmpty())) {
      return;
    }
    // Elements of the page itself are none of a chart.
    if (!parts.group(1).isEmpty() && !selector.startsWith(".chart")) {
      return;
    }
    Map<String, String> attributes = new LinkedHashMap<>();
    declarations.forEach((name, value) -> {
      if (PROPERTIES.contains(name)) {
        attributes.put(
            name,
            VARIABLE
                .matcher(value)
                .replaceAll(
                    found -> Matcher.quoteReplacement(colours.getOrDefault(found.group(1), "#000")))
                .replace("px", ""));
      }
    });
    if (!attributes.isEmpty()) {
      Set<String> classes =
          Arrays.stream(parts.group(2).split("\\."))
              .filter(name -> !name.isEmpty())
              .collect(Collectors.toSet());
      int inside = selector.startsWith(".chart ") || selector.startsWith(".chart.wide ") ? 10 : 0;
      read.add(
          new Rule(
              parts.group(1),
              classes,
              attributes,
              inside + 10 * classes.size() + (parts.group(1).isEmpty() ? 0 : 1)));
    }
  }

  /** Markup of a chart whose shapes have their look as attributes, in the place of classes. */
  String applied(String markup) {
    return TAG.matcher(markup)
        .replaceAll(tag ->
            Matcher.quoteReplacement(applied(tag.group(1), tag.group(2)) + tag.group(3) + ">"));
  }

  private String applied(String element, String attributes) {
    var own = new LinkedHashMap<String, String>();
    Set<String> classes = Set.of();
    Matcher attribute = ATTRIBUTE.matcher(attributes);
    while (attribute.find()) {
      if (attribute.group(1).equals("class")) {
        classes = Set.of(attribute.group(2).strip().split("\\s+"));
      }
      if (!LEFT_OUT.contains(attribute.group(1))) {
        own.put(attribute.group(1), attribute.group(2));
      }
    }
    for (Rule rule : rules) {
      if (rule.fits(element, classes)) {
        own.putAll(rule.attributes());
      }
    }
    var tag = new StringBuilder("<").append(element);
    own.forEach(
        (name, value) -> tag.append(' ').append(name).append("=\"").append(value).append('"'));
    return tag.toString();
  }
}
