package dev.halfspeed.history;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * Who looks after which files, by a kernel tree's MAINTAINERS: sections of lines such as {@code
 * M:}, a person, {@code R:}, a reviewer, {@code L:}, a list, {@code F:}, files, {@code X:}, files
 * that are not meant, and {@code N:}, a regular expression for files. As scripts/get_maintainer.pl
 * reads it, but for who is only known by the history.
 */
public final class Maintainers {
  private static final Pattern ADDRESS = Pattern.compile("[^\\s@<>]+@[^\\s@<>]+");

  /** The section that every file is in. */
  private static final String REST = "THE REST";

  private final List<Section> sections = new ArrayList<>();

  /** One entry of the file. */
  private static final class Section {
    final String title;
    final List<String> people = new ArrayList<>();
    final List<String> files = new ArrayList<>();
    final List<String> others = new ArrayList<>();
    final List<Pattern> names = new ArrayList<>();

    Section(String title) {
      this.title = title;
    }

    boolean isAbout(String path) {
      return others.stream().noneMatch(pattern -> matches(pattern, path))
          && (files.stream().anyMatch(pattern -> matches(pattern, path))
              || names.stream().anyMatch(pattern -> pattern.matcher(path).find()));
    }
  }

  /** Reads the file's text; what is not understood is left out. */
  public Maintainers(String text) {
    @Nullable Section section = null;
    String title = "";
    for (String line : text.lines().toList()) {
      if (line.matches("[A-Z]:\\s.*")) {
        if (section == null) {
          section = new Section(title.strip());
          sections.add(section);
        }
        take(section, line.charAt(0), line.substring(2).strip());
      } else {
        section = null;
        title = line;
      }
    }
  }

  private static void take(Section section, char kind, String value) {
    switch (kind) {
      case 'M', 'R' -> section.people.add(value);
      case 'L' -> {
        // A remark may follow, such as (moderated for non-subscribers).
        String list = value.replaceAll("\\s.*", "");
        if (ADDRESS.matcher(list).matches()) {
          section.people.add(list);
        }
      }
      case 'F' -> section.files.add(value);
      case 'X' -> section.others.add(value);
      case 'N' -> {
        try {
          section.names.add(Pattern.compile(value));
        } catch (PatternSyntaxException e) {
          // Perl knows more than Java.
        }
      }
      default -> {}
    }
  }

  /** A folder with all below it, or a file; a star does not cross folders. */
  private static boolean matches(String pattern, String path) {
    if (pattern.endsWith("/") && !pattern.contains("*")) {
      return path.startsWith(pattern);
    }
    var expression = new StringBuilder();
    for (int place = 0; place < pattern.length(); place++) {
      char each = pattern.charAt(place);
      switch (each) {
        case '*' -> expression.append("[^/]*");
        case '?' -> expression.append("[^/]");
        default -> expression.append(Pattern.quote(String.valueOf(each)));
      }
    }
    return path.matches(expression + (pattern.endsWith("/") ? ".*" : "(/.*)?"));
  }

  /** Maintainers, reviewers and lists of files; those of everything where nobody else is. */
  public List<String> of(List<String> paths) {
    Set<String> people = new LinkedHashSet<>();
    for (Section section : sections) {
      if (!section.title.equals(REST) && paths.stream().anyMatch(section::isAbout)) {
        people.addAll(section.people);
      }
    }
    sections.stream()
        .filter(section -> section.title.equals(REST))
        .flatMap(section -> section.people.stream())
        .filter(address -> people.isEmpty() || !address.contains("<"))
        .toList()
        .forEach(people::add);
    return List.copyOf(people);
  }
}
