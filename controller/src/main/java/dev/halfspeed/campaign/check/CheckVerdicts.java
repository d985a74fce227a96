package dev.halfspeed.campaign.check;

import dev.halfspeed.health.AaTest;
import dev.halfspeed.health.Comparison;
import dev.halfspeed.health.Drift;
import dev.halfspeed.health.Noise;
import dev.halfspeed.health.OutlierBoot;
import dev.halfspeed.report.Words;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.work.BootWay;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What boots of one kernel tell of the machine that they were made on. */
final class CheckVerdicts {
  /** Boots that tell whether a machine is what it was; as many again where they say it is not. */
  static final int BOOTS_AGAIN = 4;

  private CheckVerdicts() {}

  /**
   * The verdict of a whole check.
   *
   * @param boots the logarithms of each boot's runs; as many as asked for, or twice that
   * @param asked how many boots it was asked for
   * @param way how the machine booted
   * @param facts of the machine, by name
   * @return empty where as many boots more have to show the same: one comparison that differs may
   *     be chance
   */
  static Optional<CheckEnding> whole(
      List<List<Double>> boots, int asked, BootWay way, Map<String, String> facts) {
    List<List<Double>> before = boots.subList(0, asked);
    AaTest first = AaTest.of(before);
    if (first.differs() && boots.size() == asked) {
      return Optional.empty();
    }
    Optional<AaTest.Repeat> repeat =
        first.differs()
            ? first.repeat(before, boots.subList(asked, boots.size()))
            : Optional.empty();
    Noise noise = Noise.of(boots);
    var finding =
        new CheckFinding(
            noise,
            repeat.map(AaTest.Repeat::fresh).orElseGet(() -> AaTest.of(boots)),
            null,
            noise.resolvable().orElse(null),
            way,
            facts);
    return Optional.of(
        repeat.map(shown -> differs(shown, finding)).orElseGet(() -> passed(boots, finding)));
  }

  private static CheckEnding differs(AaTest.Repeat repeat, CheckFinding finding) {
    return new CheckEnding(
        CheckEnding.Verdict.DIFFERS,
        "boots of one kernel differ: "
            + (repeat.moves()
                ? "the later half from the earlier by "
                : "every second from the others by ")
            + Words.change(change(repeat.shown())),
        finding);
  }

  private static CheckEnding passed(List<List<Double>> boots, CheckFinding finding) {
    Noise noise = finding.noise();
    Double resolvable = finding.resolvable();
    return new CheckEnding(
        CheckEnding.Verdict.PASSED,
        "noise between boots "
            + Words.smallest(noise.between().deviation())
            + (resolvable == null
                ? ""
                : ", a usual bisection finds a loss of " + Words.smallest(resolvable) + " or more")
            + OutlierBoot.of(boots).map(CheckVerdicts::words).orElse(""),
        finding);
  }

  private static String words(OutlierBoot outlier) {
    return "; boot %d stands out by %s, without it the noise is %s"
        .formatted(
            outlier.boot(),
            Words.change(Math.expm1(outlier.difference())),
            Words.smallest(outlier.noise()));
  }

  /**
   * The verdict of a check that compares with an earlier one.
   *
   * @param boots the logarithms of each boot's runs; {@link #BOOTS_AGAIN} or twice that
   * @param metric its name
   * @return empty where as many boots more have to show the same: one that was an outlier is no
   *     drift
   */
  static Optional<CheckEnding> again(
      List<List<Double>> boots,
      CheckBaseline earlier,
      String metric,
      BootWay way,
      Map<String, String> facts) {
    Noise noiseThen = earlier.finding().noise();
    boolean shown = Drift.isShown(Drift.of(noiseThen, boots.subList(0, BOOTS_AGAIN)));
    if (shown && boots.size() == BOOTS_AGAIN) {
      return Optional.empty();
    }
    Comparison drift = Drift.of(noiseThen, boots);
    if (shown) {
      Comparison first = Drift.of(noiseThen, boots.subList(0, BOOTS_AGAIN));
      Comparison fresh = Drift.of(noiseThen, boots.subList(BOOTS_AGAIN, boots.size()));
      shown = Drift.isShown(fresh) && fresh.difference() * first.difference() > 0;
    }
    Noise noise = Noise.of(boots);
    var finding = new CheckFinding(noise, null, drift, noise.resolvable().orElse(null), way, facts);
    Map<String, String> changes = MachineFingerprint.changes(earlier.finding().facts(), facts);
    String figures =
        metric
            + " of the known-good kernel is "
            + Words.change(change(drift))
            + " from check "
            + earlier.check()
            + ", where boots differed by "
            + Words.smallest(noiseThen.between().deviation());
    String others = changes.isEmpty() ? "" : "; since then: " + String.join(", ", changes.values());
    return Optional.of(
        new CheckEnding(
            shown ? CheckEnding.Verdict.DIFFERS : CheckEnding.Verdict.PASSED,
            figures + others,
            finding));
  }

  /** As a change of the metric. */
  static BisectionView.Change change(Comparison comparison) {
    return new BisectionView.Change(
        Math.expm1(comparison.difference()),
        Math.expm1(comparison.low()),
        Math.expm1(comparison.high()));
  }
}
