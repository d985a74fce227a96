package dev.halfspeed.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halfspeed.People;
import dev.halfspeed.campaign.configs.OpenRound;
import dev.halfspeed.core.Intervention;
import dev.halfspeed.core.Intervention.Act;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.search.Revision;
import dev.halfspeed.store.Store;
import dev.halfspeed.store.WriteWatch;
import dev.halfspeed.store.campaign.CampaignRecord;
import dev.halfspeed.store.sqlite.QuickStores;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When what people do to a campaign needs its repository. */
final class CampaignInterventionsTest {
  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

  @TempDir private Path folder;
  private Store store;
  private CampaignInterventions interventions;
  private int reads;

  /** Of a commit that is candidate 3, and can't be good. */
  private static final class Range implements RangeLookup.Range {
    @Override
    public RangeLookup.Named find(String name) {
      return new RangeLookup.Named(new Revision.Candidate(3), "c0ffee", false);
    }

    @Override
    public boolean hasSuspect(Set<Revision> good, Set<Revision> bad) {
      return good.isEmpty();
    }

    @Override
    public void close() {}
  }

  @BeforeEach
  void begin() throws Problem {
    store = QuickStores.shared().open(folder.resolve("halfspeed.db"), WriteWatch.NONE);
    interventions =
        new CampaignInterventions(
            store,
            InstantSource.fixed(NOW),
            _ -> {
              reads++;
              return new Range();
            },
            new OpenRound(store),
            _ -> {});
    begun("b1", CampaignRecord.Kind.BISECTION);
  }

  private CampaignRecord begun(String id, CampaignRecord.Kind kind) {
    CampaignRecord campaign = CampaignRecord.begun(id, kind, null, "", NOW, "{}", "{}", "RUNNING");
    store.campaigns().insert(campaign);
    return campaign;
  }

  @AfterEach
  void end() {
    store.close();
  }

  private int act(InterventionRequest request) throws Problem {
    CampaignRecord campaign = store.campaigns().find("b1").orElseThrow();
    return interventions.intervene(campaign, request, "so", People.ANN);
  }

  private void marked(Intervention.Verdict verdict) {
    store
        .interventions()
        .append("b1", NOW, "ann", new Act.Mark("candidate 3", "c0ffee", verdict), "so");
  }

  /** The repository may be gone, and a large range takes seconds to read. */
  @Test
  void theOnlyMarkOfACommitIsTakenBackWithoutReadingTheRange() throws Problem {
    marked(Intervention.Verdict.BAD);
    assertThat(act(new InterventionRequest.Undo(1))).isEqualTo(2);
    assertThat(reads).isZero();
  }

  @Test
  void whereAnEarlierMarkHoldsAgainItIsHeldAgainstTheRange() {
    marked(Intervention.Verdict.GOOD);
    marked(Intervention.Verdict.BAD);
    assertThatThrownBy(() -> act(new InterventionRequest.Undo(2)))
        .isInstanceOfSatisfying(
            Problem.class, problem -> assertThat(problem.what()).contains("no suspect is left"));
    assertThat(reads).isOne();
  }
}
