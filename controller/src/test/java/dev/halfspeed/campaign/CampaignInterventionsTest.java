package dev.halfspeed.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halfspeed.People;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.store.Store;
import dev.halfspeed.store.campaign.CampaignRecord;
import dev.halfspeed.store.sqlite.SqliteStore;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CampaignInterventionsTest {
  @TempDir private Path folder;

  /** A config bisection reads none of them: one that says it is paused would go on. */
  @Test
  void whatReadsNoInterventionsTakesNone() throws Exception {
    try (Store store = SqliteStore.open(folder.resolve("halfspeed.db"))) {
      CampaignRecord campaign =
          CampaignRecord.begun(
              "o1",
              CampaignRecord.Kind.CONFIG_BISECTION,
              null,
              "experiment",
              Instant.EPOCH,
              "{}",
              "{}",
              "RUNNING");
      store.campaigns().insert(campaign);
      var interventions =
          new CampaignInterventions(
              store,
              InstantSource.fixed(Instant.EPOCH),
              _ -> {
                throw new IllegalStateException("it has no range");
              },
              _ -> {});
      assertThatThrownBy(() ->
              interventions.intervene(
                  campaign, new InterventionRequest.Pause(), "others wait", People.ANN))
          .isInstanceOfSatisfying(
              Problem.class,
              problem -> {
                assertThat(problem.what())
                    .isEqualTo("Campaign o1 is a config bisection, in which nobody can intervene");
                assertThat(problem.nextStep()).endsWith("To end it: halfspeed cancel o1");
              });
      assertThat(store.interventions().all("o1")).isEmpty();
    }
  }
}
