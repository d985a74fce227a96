package dev.halfspeed.campaign.bisection;

import dev.halfspeed.configs.ConfigFile;
import dev.halfspeed.core.JobResult;
import dev.halfspeed.json.RowJson;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.problem.ProblemCode;
import dev.halfspeed.report.Printable;
import dev.halfspeed.report.bisection.MeasuredCommits;
import dev.halfspeed.report.view.ConfigView;
import dev.halfspeed.report.view.EffectiveConfig;
import dev.halfspeed.store.Store;
import dev.halfspeed.store.campaign.CampaignRecord;
import dev.halfspeed.store.job.JobRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The configurations that a bisection's images were built with, and how they differ. */
public final class EffectiveConfigs {
  private static final int DIGITS = 64;

  private final Store store;
  private final CampaignRecord record;
  private final Resolved resolved;
  private final List<ConfigView.Image> images = new ArrayList<>();
  private @Nullable String good;
  private @Nullable String bad;

  private EffectiveConfigs(Store store, CampaignRecord record, String digest) {
    this.store = store;
    this.record = record;
    resolved = RowJson.read(record.detailJson(), Resolved.class);
    for (JobRecord job : store.jobs().all(record.id())) {
      if (job.result() instanceof JobResult.Built built) {
        add(job, built.image(), digest);
      }
    }
  }

  private void add(JobRecord job, JobResult.BuiltImage image, String digest) {
    String role = BisectionViews.role(resolved, job);
    if (good == null && role.equals(MeasuredCommits.GOOD_END)) {
      good = image.configSha256();
    }
    if (bad == null && role.equals(MeasuredCommits.BAD_END)) {
      bad = image.configSha256();
    }
    if (image.configSha256().equals(digest)) {
      images.add(
          new ConfigView.Image(
              BisectionViews.commit(job),
              role,
              job.machine(),
              job.job() + "/" + job.attempt(),
              image.buildId(),
              image.release()));
    }
  }

  /**
   * One of them.
   *
   * @throws Problem when no image of the bisection was built with it, or its text is not kept
   */
  public static EffectiveConfig of(Store store, CampaignRecord record, String digest)
      throws Problem {
    return new EffectiveConfigs(store, record, digest).find(digest);
  }

  private EffectiveConfig find(String digest) throws Problem {
    Optional<String> text = images.isEmpty() ? Optional.empty() : store.jobs().config(digest);
    if (text.isEmpty()) {
      throw new Problem(
          ProblemCode.UNKNOWN,
          "no image of bisection %s was built with a configuration \"%s\""
              .formatted(record.id(), Printable.line(digest, DIGITS)),
          "the boots on its page link to those that it has");
    }
    Map<String, String> options = ConfigFile.parse(text.get()).values();
    return new EffectiveConfig(
        new ConfigView(
            record.id(),
            digest,
            (int) options.values().stream().filter(value -> !value.equals(ConfigFile.OFF)).count(),
            images,
            difference(options, digest, good),
            difference(options, digest, bad)),
        text.get());
  }

  private ConfigView.@Nullable Difference difference(
      Map<String, String> options, String digest, @Nullable String end) {
    if (end == null) {
      return null;
    }
    return end.equals(digest)
        ? new ConfigView.Difference(end, List.of())
        : store
            .jobs()
            .config(end)
            .map(text ->
                new ConfigView.Difference(
                    end, difference(options, ConfigFile.parse(text).values())))
            .orElse(null);
  }

  /** The options that have another value, by name. */
  static List<ConfigView.Option> difference(Map<String, String> here, Map<String, String> there) {
    var names = new TreeSet<>(here.keySet());
    names.addAll(there.keySet());
    return names.stream()
        .filter(name -> !Objects.equals(here.get(name), there.get(name)))
        .map(name -> new ConfigView.Option(name, here.get(name), there.get(name)))
        .toList();
  }
}
