package dev.halfspeed.advise;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.halfspeed.search.Sought;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a lab says: one JSON object a line. Nothing in it has been checked, so anything may be
 * absent; each line gets exactly one {@link Advice}.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = LabMessage.Open.class, name = "open"),
  @JsonSubTypes.Type(value = LabMessage.Idle.class, name = "idle"),
  @JsonSubTypes.Type(value = LabMessage.Result.class, name = "result"),
  @JsonSubTypes.Type(value = LabMessage.Posterior.class, name = "posterior"),
  @JsonSubTypes.Type(value = LabMessage.Close.class, name = "close")
})
sealed interface LabMessage {
  /** Which bisection it is about: any name that the lab likes. */
  @Nullable String session();

  /** Echoed in the answer. */
  @Nullable JsonNode id();

  /**
   * Begins a bisection.
   *
   * @param commits in any order; those that are no candidates are ignored
   * @param good commits without the change that is looked for
   * @param bad a commit with it
   * @param find which change that is; absent: a regression
   * @param pNone chance that there is no such change at all
   * @param builds whether building is a step of its own; without, an action does all at once
   * @param images who can boot what was built
   * @param layouts whether the lab can lay the same code out differently
   * @param reverts whether the lab can take one commit back on the bad one
   * @param runs of the reproducer in each boot; absent: as the search decides
   */
  record Open(
      @Nullable String session,
      @Nullable JsonNode id,
      @Nullable List<Commit> commits,
      @Nullable List<String> good,
      @Nullable String bad,
      @Nullable Double pNone,
      @Nullable List<Machine> machines,
      @Nullable Boolean builds,
      @Nullable Images images,
      @Nullable Boolean layouts,
      @Nullable Boolean reverts,
      @Nullable Reproducer reproducer,
      @Nullable Find find,
      @Nullable Double confidence,
      @Nullable Integer maxBoots,
      @Nullable Integer runs,
      @Nullable Long seed)
      implements LabMessage {}

  /**
   * A commit.
   *
   * @param id as the lab names it
   * @param parents their ids; those that are not among the commits count as good
   * @param weight of it being the culprit, relative to the others
   */
  record Commit(@Nullable String id, @Nullable List<String> parents, @Nullable Double weight) {}

  /**
   * A machine with what work takes there.
   *
   * @param builds whether it may build
   * @param boots whether it may boot
   */
  record Machine(
      @Nullable String name,
      @Nullable Double buildSeconds,
      @Nullable Double bootSeconds,
      @Nullable Double runSeconds,
      @Nullable Boolean builds,
      @Nullable Boolean boots) {}

  /** Where an image can be booted. */
  enum Images {
    /** On every machine, as soon as it is built. */
    @JsonProperty("shared")
    SHARED,
    /** Only on the machine that built it. */
    @JsonProperty("own")
    OWN
  }

  /** What a run answers. */
  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = Reproducer.Metric.class, name = "metric"),
    @JsonSubTypes.Type(value = Reproducer.PassFail.class, name = "pass-fail")
  })
  sealed interface Reproducer {
    /**
     * A positive number.
     *
     * @param resolution what all values are multiples of
     */
    record Metric(@Nullable Better better, @Nullable Double resolution) implements Reproducer {}

    /**
     * Pass or fail.
     *
     * @param failsWhenGood believed part of the runs that fail without the culprit
     * @param failsWhenBad believed part of the runs that fail with it
     */
    record PassFail(@Nullable Double failsWhenGood, @Nullable Double failsWhenBad)
        implements Reproducer {}
  }

  /** Which change between the ends is looked for. */
  enum Find {
    @JsonProperty("regression")
    REGRESSION,
    @JsonProperty("improvement")
    IMPROVEMENT;

    /** As the search knows it. */
    Sought sought() {
      return switch (this) {
        case REGRESSION -> Sought.REGRESSION;
        case IMPROVEMENT -> Sought.IMPROVEMENT;
      };
    }
  }

  /** Which way a metric is good. */
  enum Better {
    @JsonProperty("higher")
    HIGHER,
    @JsonProperty("lower")
    LOWER
  }

  /**
   * A machine has room for one more piece of work.
   *
   * @param builds whether it may build now; absent: as the machine says
   * @param boots whether it may boot now; absent: as the machine says
   * @param buildSeconds predictions for single commits, by id
   */
  record Idle(
      @Nullable String session,
      @Nullable JsonNode id,
      @Nullable String machine,
      @Nullable Boolean builds,
      @Nullable Boolean boots,
      @Nullable Map<String, Double> buildSeconds)
      implements LabMessage {}

  /**
   * How an action ended.
   *
   * @param values one a run, of a measured boot
   * @param passed runs that passed, of a judged boot
   * @param failed runs that failed, of a judged boot
   * @param image digest of what was built: equal digests are equal kernels
   */
  record Result(
      @Nullable String session,
      @Nullable JsonNode id,
      @Nullable String action,
      @Nullable Outcome outcome,
      @Nullable List<Double> values,
      @Nullable Integer passed,
      @Nullable Integer failed,
      @Nullable String image)
      implements LabMessage {}

  /** The ways in which an action ends. */
  enum Outcome {
    @JsonProperty("built")
    BUILT,
    @JsonProperty("measured")
    MEASURED,
    @JsonProperty("judged")
    JUDGED,
    @JsonProperty("unbuildable")
    UNBUILDABLE,
    @JsonProperty("unbootable")
    UNBOOTABLE,
    @JsonProperty("reproducer-failed")
    REPRODUCER_FAILED,
    /** The lab's fault: says nothing about the commit. */
    @JsonProperty("infrastructure")
    INFRASTRUCTURE,
    /** The image is not there any more, and has to be built again. */
    @JsonProperty("image-missing")
    IMAGE_MISSING,
    /** Ended because it was told to. */
    @JsonProperty("cancelled")
    CANCELLED;

    /** As it stands in a message. */
    String word() {
      return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
  }

  /**
   * What is believed now?
   *
   * @param top how many suspects to name
   */
  record Posterior(@Nullable String session, @Nullable JsonNode id, @Nullable Integer top)
      implements LabMessage {}

  /** The session is not needed any more. */
  record Close(@Nullable String session, @Nullable JsonNode id) implements LabMessage {}
}
