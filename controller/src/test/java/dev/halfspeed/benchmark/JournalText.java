package dev.halfspeed.benchmark;

import dev.halfspeed.search.Evidence;
import dev.halfspeed.search.Image;
import dev.halfspeed.search.MetricScale;
import dev.halfspeed.search.Purpose;
import dev.halfspeed.search.Reproducer;
import dev.halfspeed.search.Revision;
import dev.halfspeed.search.Settings;
import dev.halfspeed.search.Slot;
import dev.halfspeed.search.Sought;
import dev.halfspeed.search.Work;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Journals as text: a line for each part and for each piece of evidence, in words that spaces
 * separate. Every number reads back as the same bits.
 */
final class JournalText {
  private static final String END = "end";
  private static final String NOTHING = "-";

  private JournalText() {}

  static List<String> write(RecordedJournal journal) {
    Settings settings = journal.settings();
    Slot slot = journal.slot();
    var lines = new ArrayList<String>();
    lines.add(line("journal", journal.name()));
    lines.add(line("parents", spaced(distances(journal.parents()))));
    lines.add(line("weights", spaced(journal.weights())));
    lines.add(line("none", journal.none()));
    lines.add(
        line(
            "settings",
            settings.confidence(),
            settings.maximumBoots(),
            settings.seed(),
            settings.runs()));
    lines.add(reproducer(settings.reproducer()));
    lines.add(
        line(
            "slot",
            slot.machine(),
            slot.mayBuild(),
            slot.mayBoot(),
            slot.mayRelayout(),
            slot.costs().buildSeconds(new Revision.Good()),
            slot.costs().bootSeconds(),
            slot.costs().runSeconds()));
    lines.add(
        line("images", spaced(slot.images().stream().map(JournalText::word).sorted().toList())));
    journal.inFlight().forEach(work -> lines.add(work(work)));
    journal.evidence().forEach(item -> lines.add(evidence(item)));
    lines.add(END);
    return lines;
  }

  private static String line(Object... words) {
    return spaced(List.of(words));
  }

  private static String spaced(List<?> words) {
    return words.stream().map(String::valueOf).collect(Collectors.joining(" "));
  }

  /** How far back each candidate's parents are; 0 where it has none. */
  private static List<String> distances(List<List<Integer>> parents) {
    return IntStream.range(0, parents.size())
        .mapToObj(candidate ->
            parents.get(candidate).isEmpty()
                ? "0"
                : parents.get(candidate).stream()
                    .map(parent -> String.valueOf(candidate - parent))
                    .collect(Collectors.joining(",")))
        .toList();
  }

  private static String reproducer(Reproducer reproducer) {
    return switch (reproducer) {
      case Reproducer.Metric metric ->
          line(
              "metric",
              metric.sought(),
              metric
                  .told()
                  .map(told -> told.level() + "," + told.effect() + "," + told.boot())
                  .orElse(NOTHING),
              metric
                  .step()
                  .map(step -> step.size() + "," + step.scale().higherIsBetter())
                  .orElse(NOTHING));
      case Reproducer.PassFail rates ->
          line("pass-fail", rate(rates.failsWhenGood()), rate(rates.failsWhenBad()));
    };
  }

  private static String rate(Optional<Reproducer.Rate> rate) {
    return rate.map(each -> each.failed() + "," + each.passed()).orElse(NOTHING);
  }

  private static String work(Work work) {
    return switch (work) {
      case Work.Building build -> line("building", word(build.image()), build.machine());
      case Work.Booting boot ->
          line("booting", word(boot.image()), boot.machine(), boot.runs(), boot.purpose());
    };
  }

  private static String evidence(Evidence item) {
    return switch (item) {
      case Evidence.Measured boot ->
          line(
              "measured",
              word(boot.revision()),
              boot.machine(),
              boot.image(),
              boot.purpose(),
              spaced(boot.values()));
      case Evidence.Judged boot ->
          line(
              "judged",
              word(boot.revision()),
              boot.machine(),
              boot.image(),
              boot.purpose(),
              boot.passed(),
              boot.failed());
      case Evidence.Earlier boot ->
          line("earlier", boot.machine(), boot.image(), spaced(boot.values()));
      case Evidence.Built built -> line("built", word(built.revision()), built.image());
      case Evidence.Marked mark -> line("marked", word(mark.revision()), mark.isBad());
      case Evidence.Untestable skip -> line("untestable", word(skip.revision()), skip.cause());
    };
  }

  /** As in {@code C12/1}, the second layout of a candidate. */
  static String word(Image image) {
    return word(image.revision()) + (image.layout() == 0 ? "" : "/" + image.layout());
  }

  private static String word(Revision revision) {
    return switch (revision) {
      case Revision.Good() -> "G";
      case Revision.Candidate(int index) -> "C" + index;
      case Revision.Revert(int culprit) -> "R" + culprit;
      case Revision.CounterVariant other -> throw other.notOfASearch();
    };
  }

  static List<RecordedJournal> read(List<String> lines) {
    var journals = new ArrayList<RecordedJournal>();
    Iterator<String> left = lines.iterator();
    while (left.hasNext()) {
      journals.add(read(left));
    }
    return List.copyOf(journals);
  }

  private static RecordedJournal read(Iterator<String> lines) {
    String name = words(lines, "journal").getFirst();
    List<List<Integer>> parents = parents(words(lines, "parents"));
    List<Double> weights = numbers(words(lines, "weights"));
    double none = numbers(words(lines, "none")).getFirst();
    List<String> asked = words(lines, "settings");
    Reproducer reproducer = reproducer(lines.next().split(" "));
    var settings =
        new Settings(
            Double.parseDouble(asked.get(0)),
            Integer.parseInt(asked.get(1)),
            Long.parseLong(asked.get(2)),
            reproducer,
            Integer.parseInt(asked.get(3)));
    List<String> place = words(lines, "slot");
    List<Double> costs = numbers(place.subList(4, 7));
    var slot =
        new Slot(
            Integer.parseInt(place.get(0)),
            Boolean.parseBoolean(place.get(1)),
            Boolean.parseBoolean(place.get(2)),
            Boolean.parseBoolean(place.get(3)),
            words(lines, "images").stream().map(JournalText::image).collect(Collectors.toSet()),
            new RecordedJournal.FixedCosts(costs.get(0), costs.get(1), costs.get(2)));
    var inFlight = new ArrayList<Work>();
    var evidence = new ArrayList<Evidence>();
    for (String line = lines.next(); !line.equals(END); line = lines.next()) {
      List<String> words = List.of(line.split(" "));
      switch (words.getFirst()) {
        case "building" -> inFlight.add(new Work.Building(image(words.get(1)), whole(words, 2)));
        case "booting" ->
            inFlight.add(
                new Work.Booting(
                    image(words.get(1)), whole(words, 2), whole(words, 3), purpose(words, 4)));
        default -> evidence.add(evidence(words));
      }
    }
    return new RecordedJournal(
        name, parents, weights, none, settings, List.copyOf(evidence), List.copyOf(inFlight), slot);
  }

  /** The words of a line after its first one, which is known. */
  private static List<String> words(Iterator<String> lines, String first) {
    List<String> words = List.of(lines.next().stripTrailing().split(" "));
    if (!words.getFirst().equals(first)) {
      throw new IllegalArgumentException(first + " expected: " + words);
    }
    return words.subList(1, words.size());
  }

  private static List<Double> numbers(List<String> words) {
    return words.stream().map(Double::valueOf).toList();
  }

  private static int whole(List<String> words, int place) {
    return Integer.parseInt(words.get(place));
  }

  private static Purpose purpose(List<String> words, int place) {
    return Purpose.valueOf(words.get(place));
  }

  private static List<List<Integer>> parents(List<String> distances) {
    return IntStream.range(0, distances.size())
        .mapToObj(candidate ->
            Arrays.stream(distances.get(candidate).split(","))
                .map(Integer::valueOf)
                .filter(distance -> distance > 0)
                .map(distance -> candidate - distance)
                .toList())
        .toList();
  }

  private static Reproducer reproducer(String[] words) {
    return switch (words[0]) {
      case "metric" -> {
        Sought sought = Sought.valueOf(words[1]);
        yield new Reproducer.Metric(
            parts(words[2])
                .map(told ->
                    new Reproducer.Told(
                        Double.parseDouble(told[0]),
                        Double.parseDouble(told[1]),
                        Double.parseDouble(told[2]))),
            parts(words[3])
                .map(step ->
                    new Reproducer.Step(
                        Double.parseDouble(step[0]),
                        new MetricScale(Boolean.parseBoolean(step[1]), sought))),
            sought);
      }
      case "pass-fail" -> new Reproducer.PassFail(rate(words[1]), rate(words[2]));
      default -> throw new IllegalArgumentException("no reproducer: " + words[0]);
    };
  }

  private static Optional<Reproducer.Rate> rate(String word) {
    return parts(word)
        .map(rate -> new Reproducer.Rate(Double.parseDouble(rate[0]), Double.parseDouble(rate[1])));
  }

  private static Optional<String[]> parts(String word) {
    return word.equals(NOTHING) ? Optional.empty() : Optional.of(word.split(","));
  }

  private static Evidence evidence(List<String> words) {
    return switch (words.getFirst()) {
      case "measured" ->
          new Evidence.Measured(
              revision(words.get(1)),
              whole(words, 2),
              words.get(3),
              purpose(words, 4),
              numbers(words.subList(5, words.size())));
      case "judged" ->
          new Evidence.Judged(
              revision(words.get(1)),
              whole(words, 2),
              words.get(3),
              purpose(words, 4),
              whole(words, 5),
              whole(words, 6));
      case "earlier" ->
          new Evidence.Earlier(
              whole(words, 1), words.get(2), numbers(words.subList(3, words.size())));
      case "built" -> new Evidence.Built(revision(words.get(1)), words.get(2));
      case "untestable" ->
          new Evidence.Untestable(revision(words.get(1)), Evidence.Cause.valueOf(words.get(2)));
      default -> throw new IllegalArgumentException("no evidence: " + words);
    };
  }

  private static Image image(String word) {
    String[] parts = word.split("/");
    return new Image(revision(parts[0]), parts.length > 1 ? Integer.parseInt(parts[1]) : 0);
  }

  private static Revision revision(String word) {
    return switch (word.charAt(0)) {
      case 'G' -> new Revision.Good();
      case 'C' -> new Revision.Candidate(Integer.parseInt(word.substring(1)));
      case 'R' -> new Revision.Revert(Integer.parseInt(word.substring(1)));
      default -> throw new IllegalArgumentException("no revision: " + word);
    };
  }
}
