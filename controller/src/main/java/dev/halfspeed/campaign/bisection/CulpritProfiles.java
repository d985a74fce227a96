package dev.halfspeed.campaign.bisection;

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
import dev.halfspeed.store.Store;
import dev.halfspeed.store.job.JobRecord;
import dev.halfspeed.store.job.ProfileRecord;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
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

  private final ProfileSides sides;
  private final String firstName;
  private final List<ProfiledBoot> first = new ArrayList<>();
  private final List<ProfiledBoot> second = new ArrayList<>();
  private final List<ProfileRecord> rows = new ArrayList<>();
  private final Set<String> notes = new LinkedHashSet<>();

  /**
   * Nothing is read yet.
   *
   * @param firstName of the boots without the change
   */
  private CulpritProfiles(ProfileSides sides, String firstName) {
    this.sides = sides;
    this.firstName = firstName;
  }

  /**
   * Reads them.
   *
   * @param jobs of the bisection
   * @return empty where none was taken
   */
  static Optional<CulpritProfiles> read(
      Store store, String campaign, List<JobRecord> jobs, ProfileSides sides) {
    List<JobRecord> ended = jobs.stream().filter(ProfileBoots::hasEnded).toList();
    if (ended.stream().noneMatch(sides::have)) {
      return Optional.empty();
    }
    List<JobRecord> compared = sides.compared(ended);
    var profiles = new CulpritProfiles(sides, sides.firstName(compared));
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
    if (sides.isCulprit(job)) {
      second.add(boot);
    } else {
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
