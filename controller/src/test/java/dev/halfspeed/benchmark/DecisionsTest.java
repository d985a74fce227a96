package dev.halfspeed.benchmark;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.benchmark.world.Draw;
import dev.halfspeed.search.Assessment;
import dev.halfspeed.search.BayesianSearch;
import dev.halfspeed.search.CandidateDag;
import dev.halfspeed.search.Decision;
import dev.halfspeed.search.Image;
import dev.halfspeed.search.Plan;
import dev.halfspeed.search.Prior;
import dev.halfspeed.search.Workload;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/**
 * The search decides as it did when {@code decisions.txt} was recorded, to the last digit: for
 * journals of evidence of every kind, and for searches that are played whole.
 *
 * <p>A journal's line has its decision, the best suspects, and a digest of everything else that the
 * search says of it. The evidence itself is in {@code journals.gz}, so the simulator may change
 * without changing these lines; the lines of played searches change with it.
 *
 * <p>After an intended change of the search, {@code -Dhalfspeed.record=true} writes {@code
 * decisions.txt} anew instead of comparing; the diff shows what has changed. {@code
 * -Dhalfspeed.record=journals} plays the simulator for new journals first.
 *
 * <p>Equal digits are promised on one kind of processor and JVM only: floating-point arithmetic is
 * strict, but {@code Math.exp} and its like may differ in the last bit elsewhere. The first line of
 * {@code decisions.txt} is a digest of these functions. Where they differ, decisions are compared
 * without their digits.
 */
final class DecisionsTest {
  private static final String RECORD = System.getProperty("halfspeed.record", "false");
  private static final Path RESOURCES = Path.of("src/test/resources/dev/halfspeed/benchmark");
  private static final String EXPECTED = "decisions.txt";
  private static final String JOURNALS = "journals.gz";
  private static final String SEPARATOR = " | ";
  private static final int JOURNALS_OF_A_KIND = 4;
  private static final int SEARCHES = 30;
  private static final String PLAYED = "played ";
  private static final int SUSPECTS = 3;

  /** Parts of a line: the first is its name. */
  private static final int DECISION = 1;

  /** Of a search that was played whole: two digits for each decision. */
  private static final int TRAIL = 2;

  /** As many lines as somebody reads. */
  private static final int SHOWN = 10;

  @Test
  void theSearchDecidesAsRecorded() throws IOException {
    if (RECORD.equals("journals")) {
      recordJournals();
    }
    List<RecordedJournal> journals = JournalText.read(journals());
    assertThat(journals).hasSize(JOURNALS_OF_A_KIND * RecordedWorlds.all().size());
    var lines = new ArrayList<String>(List.of("functions" + SEPARATOR + functions()));
    lines.addAll(journals.stream().parallel().map(DecisionsTest::line).toList());
    lines.addAll(IntStream.range(0, SEARCHES).parallel().mapToObj(DecisionsTest::played).toList());
    if (!RECORD.equals("false")) {
      Files.write(RESOURCES.resolve(EXPECTED), lines);
      return;
    }
    List<Difference> differences = differences(expected(), lines);
    assertThat(differences.stream().limit(SHOWN))
        .as(
            "%d of %d lines differ, %d of them in their decision",
            differences.size(),
            lines.size() - 1,
            differences.stream().filter(each -> each.part() <= DECISION).count())
        .isEmpty();
  }

  /** The first part of a line that differs. */
  private record Difference(int part, String what) {
    @Override
    public String toString() {
      return what;
    }
  }

  /** Those of decisions first. */
  private static List<Difference> differences(List<String> expected, List<String> actual) {
    assertThat(actual).hasSameSizeAs(expected);
    boolean sameFunctions = actual.getFirst().equals(expected.getFirst());
    var differences = new ArrayList<Difference>();
    for (int line = 1; line < expected.size(); line++) {
      String[] before = expected.get(line).split(" \\| ");
      String[] now = actual.get(line).split(" \\| ");
      int compared = sameFunctions ? before.length - 1 : DECISION;
      for (int part = 0; part <= compared; part++) {
        boolean equal =
            sameFunctions
                ? before[part].equals(now[part])
                : withoutDigits(before[part]).equals(withoutDigits(now[part]));
        if (!equal) {
          String where = before[0].startsWith(PLAYED) ? first(before[TRAIL], now[TRAIL]) : "";
          differences.add(
              new Difference(
                  part,
                  "%n%s%n  was: %s%n  now: %s%s"
                      .formatted(before[0], before[part], now[part], where)));
          break;
        }
      }
    }
    differences.sort(Comparator.comparingInt(Difference::part));
    return differences;
  }

  private static String withoutDigits(String text) {
    return text.replaceAll("-?\\d+\\.\\d+(E-?\\d+)?", "~");
  }

  /** Where two searches part. */
  private static String first(String before, String now) {
    int place = 0;
    while (place < Math.min(before.length(), now.length())
        && before.charAt(place) == now.charAt(place)) {
      place++;
    }
    return "%n  first in decision %d".formatted(place / 2 + 1);
  }

  /** Name and size, decision, best suspects, and a digest of all that is said. */
  private static String line(RecordedJournal journal) {
    CandidateDag dag = journal.dag();
    Prior prior = journal.prior();
    var search = new BayesianSearch(dag, prior, journal.settings());
    Decision decision = search.next(journal.evidence(), journal.inFlight(), journal.slot());
    Assessment assessment = search.assess(journal.evidence(), 2);
    var plan =
        new Plan(
            dag,
            prior,
            List.of(new Workload.Machine(300, 300), new Workload.Machine(200, 100)),
            0.03,
            journal.settings());
    return String.join(
        SEPARATOR,
        "%s, %d pieces".formatted(journal.name(), journal.evidence().size()),
        text(decision),
        assessment.top(SUSPECTS).stream()
            .map(each -> "C%d %a".formatted(each.candidate(), each.probability()))
            .collect(Collectors.joining(", ", "", ", none %a".formatted(assessment.none()))),
        digest(
            List.of(
                decision,
                assessment,
                search.standing(journal.evidence()),
                search.useless(journal.evidence(), journal.inFlight()),
                plan.entropyBits(),
                plan.expect(0.1),
                plan.resolvable())));
  }

  private static String text(Decision decision) {
    return switch (decision) {
      case Decision.Build(Image image, String why) ->
          "build %s: %s".formatted(JournalText.word(image), why);
      case Decision.Boot boot ->
          "boot %s, %d runs, %s: %s"
              .formatted(JournalText.word(boot.image()), boot.runs(), boot.purpose(), boot.why());
      case Decision.Rest(String why) -> "rest: " + why;
      case Decision.Conclude conclude -> "conclude: " + conclude.conclusion();
    };
  }

  /** Name, conclusion, a digest of all decisions, and two digits of the digest of each. */
  private static String played(int number) {
    List<RecordedWorlds.Kind> kinds = RecordedWorlds.all();
    RecordedWorlds.Kind kind = kinds.get(number * kinds.size() / SEARCHES);
    List<String> decisions =
        RecordedSearch.play(kind, 100 + number).asked().stream()
            .map(asked -> text(asked.decision()))
            .toList();
    return String.join(
        SEPARATOR,
        PLAYED + kind.name() + ", " + decisions.size() + " decisions",
        decisions.getLast(),
        decisions.stream()
            .map(decision -> digest(List.of(decision)).substring(0, 2))
            .collect(Collectors.joining()),
        digest(decisions));
  }

  private static String digest(List<?> parts) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      parts.forEach(part -> digest.update((part + "\n").getBytes(UTF_8)));
      return HexFormat.of().formatHex(digest.digest(), 0, 8);
    } catch (NoSuchAlgorithmException everyJvmHasIt) {
      throw new IllegalStateException(everyJvmHasIt);
    }
  }

  /** What the functions give here that may differ in the last bit between processors. */
  private static String functions() {
    var random = new SplittableRandom(1);
    List<DoubleUnaryOperator> functions =
        List.of(
            Math::exp,
            Math::expm1,
            Math::log,
            Math::log1p,
            Math::log10,
            Math::sin,
            x -> Math.pow(x, 3),
            x -> Math.hypot(x, 1));
    return digest(
        random
            .doubles(1000, 0.001, 20)
            .boxed()
            .flatMap(x -> functions.stream().map(function -> function.applyAsDouble(x)))
            .toList());
  }

  private static void recordJournals() throws IOException {
    var recorded =
        RecordedWorlds.all().stream()
            .parallel()
            .flatMap(kind ->
                IntStream.rangeClosed(1, JOURNALS_OF_A_KIND).mapToObj(seed -> journal(kind, seed)))
            .toList();
    var lines = new ArrayList<String>();
    for (RecordedJournal journal : recorded) {
      lines.addAll(JournalText.write(journal));
    }
    assertThat(JournalText.read(lines)).isEqualTo(recorded);
    Files.createDirectories(RESOURCES);
    try (var gzip = new GZIPOutputStream(Files.newOutputStream(RESOURCES.resolve(JOURNALS)))) {
      gzip.write((String.join("\n", lines) + "\n").getBytes(UTF_8));
    }
  }

  /** A question of a search, any one; of the last seed its conclusion. */
  private static RecordedJournal journal(RecordedWorlds.Kind kind, int seed) {
    RecordedSearch played = RecordedSearch.play(kind, seed);
    int last = played.asked().size() - 1;
    int number =
        seed == JOURNALS_OF_A_KIND
            ? last
            : Draw.of(seed, Draw.Kind.CHECK, kind.name().hashCode()).nextInt(last + 1);
    return played.journal(kind.name() + "-" + seed, number);
  }

  private static List<String> expected() throws IOException {
    return Files.readAllLines(RESOURCES.resolve(EXPECTED));
  }

  private static List<String> journals() {
    try (InputStream gzip =
        new GZIPInputStream(Files.newInputStream(RESOURCES.resolve(JOURNALS)))) {
      return new String(gzip.readAllBytes(), UTF_8).lines().toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
