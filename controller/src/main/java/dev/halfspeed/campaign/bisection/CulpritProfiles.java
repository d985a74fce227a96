package dev.halfspeed.campaign.bisection;

import dev.halfspeed.campaign.CounterEvidences;
import dev.halfspeed.evidence.FlameGraph;
import dev.halfspeed.evidence.FoldedStacks;
import dev.halfspeed.evidence.ProfileComparison;
import dev.halfspeed.evidence.ProfileFindings;
import dev.halfspeed.evidence.ProfileHint;
import dev.halfspeed.evidence.ProfileRules;
import dev.halfspeed.evidence.ProfiledBoot;
import dev.halfspeed.evidence.ShareDifference;
import dev.halfspeed.evidence.Slower;
import dev.halfspeed.evidence.SymbolDifference;
import dev.halfspeed.report.ProfileText;
import dev.halfspeed.report.view.ProfileEvidence;
import dev.halfspeed.search.Revision;
import dev.halfspeed.store.Store;
import dev.halfspeed.store.job.JobRecord;
import dev.halfspeed.store.job.ProfileRecord;
import dev.halfspeed.work.Outcome;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The profiles of a culprit and of what it was proved against, as they were stored. */
final class CulpritProfiles {
  private static final Logger LOG = LoggerFactory.getLogger(CulpritProfiles.class);

  /** Functions that are told in the JSON. */
  private static final int MOST_SYMBOLS = 50;

  /** What a worker may send is bounded; whoever packs more is none. */
  private static final int MOST_BYTES = 8 << 20;

  /** Share of samples in rare stacks above which it is said. */
  private static final double MUCH_CUT = 0.01;

  private final Sides sides;
  private final List<ProfiledBoot> first = new ArrayList<>();
  private final List<ProfiledBoot> second = new ArrayList<>();
  private final List<ProfileRecord> rows = new ArrayList<>();
  private final Set<String> notes = new LinkedHashSet<>();

  /**
   * Whose profiles they are.
   *
   * @param firstName of what was proved to be without the change
   * @param secondName of the culprit
   * @param culprit the revision
   * @param parents those that it is compared with
   * @param isSlower whether the culprit is the worse one by the metric
   */
  record Sides(
      String firstName,
      String secondName,
      Revision culprit,
      Set<Revision> parents,
      CounterEvidences.Metric metric,
      boolean isSlower) {
    /** The revision that a boot is of; empty where it is of no side. */
    private Optional<Revision> of(JobRecord job) {
      return Optional.of(ProfileBoots.revision(job))
          .filter(revision -> revision.equals(culprit) || parents.contains(revision));
    }

    /**
     * Boots of the culprit and one parent on one machine. An intervention may have left those of
     * another parent, or of another machine: of several pairs it is the one with most boots, and of
     * these the one that was made last.
     *
     * @return all of either side where there is no pair
     */
    List<JobRecord> compared(List<JobRecord> ended) {
      List<JobRecord> ofSides = ended.stream().filter(job -> of(job).isPresent()).toList();
      List<JobRecord> best = List.of();
      int most = 0;
      for (JobRecord last : ofSides) {
        Revision parent = ProfileBoots.revision(last);
        List<JobRecord> pair =
            ofSides.stream()
                .filter(job -> job.machine().equals(last.machine()))
                .filter(job ->
                    ProfileBoots.revision(job).equals(culprit)
                        || ProfileBoots.revision(job).equals(parent))
                .toList();
        int boots =
            parent.equals(culprit) ? 0 : Math.min(count(pair, parent), count(pair, culprit));
        if (boots > 0 && boots >= most) {
          most = boots;
          best = pair;
        }
      }
      return best.isEmpty() ? ofSides : best;
    }

    private int count(List<JobRecord> pair, Revision revision) {
      return (int)
          pair.stream()
              .filter(job -> Outcome.PROFILED.words().equals(job.outcome()))
              .filter(job -> ProfileBoots.revision(job).equals(revision))
              .count();
    }
  }

  private String firstName;

  private CulpritProfiles(Sides sides) {
    this.sides = sides;
    firstName = sides.firstName();
  }

  /**
   * Reads them.
   *
   * @param jobs of the bisection
   * @return empty where none was taken
   */
  static Optional<CulpritProfiles> read(
      Store store, String campaign, List<JobRecord> jobs, Sides sides) {
    List<JobRecord> ended = jobs.stream().filter(ProfileBoots::hasEnded).toList();
    if (ended.stream().noneMatch(job -> sides.of(job).isPresent())) {
      return Optional.empty();
    }
    var profiles = new CulpritProfiles(sides);
    List<JobRecord> compared = sides.compared(ended);
    for (ProfileRecord row : store.boots().profiles(campaign)) {
      compared.stream()
          .filter(job -> job.job().equals(row.job()) && job.attempt() == row.attempt())
          .findFirst()
          .ifPresent(job -> profiles.add(job, row));
    }
    return Optional.of(profiles);
  }

  private void add(JobRecord job, ProfileRecord row) {
    notes.addAll(row.notes());
    if (row.folded() == null) {
      return;
    }
    FoldedStacks stacks;
    try {
      stacks = FoldedStacks.parse(unpacked(row.folded()));
    } catch (IllegalArgumentException | IOException damaged) {
      LOG.warn("the profile of {}/{} can't be read", row.job(), row.attempt(), damaged);
      notes.add("the profile of %s/%d can't be read".formatted(row.job(), row.attempt()));
      return;
    }
    if (stacks.busySamples() == 0) {
      notes.add("the processors had nothing to do in " + row.job() + "/" + row.attempt());
      return;
    }
    rows.add(row);
    Double value = row.metrics().get(sides.metric().name());
    var boot =
        new ProfiledBoot(stacks, sides.metric().isWork() && value != null && value > 0 ? value : 1);
    if (ProfileBoots.revision(job).equals(sides.culprit())) {
      second.add(boot);
    } else {
      // Of several parents it is one.
      firstName = Objects.requireNonNullElse(job.commit(), firstName);
      first.add(boot);
    }
  }

  private static String unpacked(String folded) throws IOException {
    byte[] packed = Base64.getDecoder().decode(folded);
    try (var gzip = new GZIPInputStream(new ByteArrayInputStream(packed))) {
      byte[] text = gzip.readNBytes(MOST_BYTES + 1);
      if (text.length > MOST_BYTES) {
        throw new IOException("more than " + MOST_BYTES + " bytes");
      }
      return new String(text, StandardCharsets.UTF_8);
    }
  }

  private boolean isComplete() {
    return !first.isEmpty() && !second.isEmpty();
  }

  /** What differs; empty where a side has no profile. */
  Optional<ProfileEvidence> evidence() {
    if (!isComplete()) {
      return Optional.empty();
    }
    var comparison = new ProfileComparison(first, second);
    ProfileFindings findings = comparison.findings();
    var one =
        new ProfileEvidence.Side(
            firstName, findings.firstBoots(), findings.firstSamples(), findings.firstIdle());
    var other =
        new ProfileEvidence.Side(
            sides.secondName(),
            findings.secondBoots(),
            findings.secondSamples(),
            findings.secondIdle());
    if (Math.max(findings.firstOthers(), findings.secondOthers()) > MUCH_CUT) {
      notes.add(ProfileText.others(findings.firstOthers(), findings.secondOthers()));
    }
    Slower slower = sides.isSlower() ? Slower.SECOND : Slower.FIRST;
    return Optional.of(
        new ProfileEvidence(
            one,
            other,
            rows.getFirst().isInstructions(),
            rows.getFirst().hertz(),
            rows.stream().mapToLong(ProfileRecord::lost).sum(),
            sides.metric().isWork() ? sides.metric().name() : null,
            findings.tested(),
            findings.clear(),
            findings.symbols().stream().limit(MOST_SYMBOLS).map(CulpritProfiles::symbol).toList(),
            ProfileRules.of(comparison, slower).stream()
                .map(hint ->
                    sides.isSlower()
                        ? hint(hint, other, "without the change")
                        : hint(hint, one, "with the change"))
                .toList(),
            List.copyOf(notes)));
  }

  /** Why there is no evidence, though boots were made for it; empty where there is. */
  Optional<String> trouble() {
    return isComplete()
        ? Optional.empty()
        : Optional.of(
            notes.isEmpty() ? "no boot for it came to its end" : String.join("; ", notes));
  }

  private static ProfileEvidence.Symbol symbol(SymbolDifference symbol) {
    boolean isKernel = symbol.symbol().endsWith(FoldedStacks.KERNEL);
    return new ProfileEvidence.Symbol(
        isKernel
            ? symbol.symbol().substring(0, symbol.symbol().length() - FoldedStacks.KERNEL.length())
            : symbol.symbol(),
        isKernel,
        share(symbol.self()),
        share(symbol.total()),
        symbol.isClear());
  }

  private static ProfileEvidence.Share share(ShareDifference difference) {
    return new ProfileEvidence.Share(
        difference.first(),
        difference.second(),
        difference.low(),
        difference.high(),
        Double.isFinite(difference.forWork()) ? difference.forWork() : null,
        difference.isClear());
  }

  private static ProfileEvidence.Hint hint(
      ProfileHint hint, ProfileEvidence.Side slower, String faster) {
    return new ProfileEvidence.Hint(
        hint.rule().id(),
        hint.rule().place(),
        ProfileText.hint(
            slower,
            hint.rule().place(),
            hint.time().second(),
            hint.time().first(),
            faster,
            hint.rule().meaning(),
            hint.rule().wayOut()));
  }

  private static FoldedStacks all(List<ProfiledBoot> boots) {
    return boots.stream()
        .map(ProfiledBoot::stacks)
        .reduce(FoldedStacks.of(List.of()), FoldedStacks::plus);
  }

  /** A picture or a text by its name; empty where there is none of that name. */
  Optional<String> file(String name) {
    if (!isComplete()) {
      return Optional.empty();
    }
    String clock = rows.getFirst().isInstructions() ? "instructions" : "time";
    String metric = sides.metric().name();
    return Optional.ofNullable(
        switch (name) {
          case "parent.svg" ->
              FlameGraph.of(
                  all(first), "%s, without the change, by %s".formatted(firstName, clock));
          case "culprit.svg" ->
              FlameGraph.of(
                  all(second), "%s, with the change, by %s".formatted(sides.secondName(), clock));
          case "difference.svg" ->
              FlameGraph.difference(
                  all(second),
                  all(first),
                  "%s against %s, by %s (%s)"
                      .formatted(sides.secondName(), firstName, clock, metric));
          case "parent.txt" -> all(first).text();
          case "culprit.txt" -> all(second).text();
          default -> null;
        });
  }
}
