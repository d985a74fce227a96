package dev.halfspeed.web.page.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.report.view.machine.MachineHistory;
import dev.halfspeed.store.campaign.CampaignRecord;
import dev.halfspeed.web.page.Link;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a machine's page links. */
final class MachinePageTest {
  @ParameterizedTest
  @EnumSource(CampaignRecord.Kind.class)
  void aJobLinksItsCampaignWhateverItsKind(CampaignRecord.Kind kind) {
    var work =
        new MachineHistory.Work(
            "x1-1/1", "x1", kind.word(), "boot", null, null, Instant.EPOCH, null, null, "");
    String folder = kind.isCheck() ? "checks" : kind.word() + "s";
    assertThat(MachinePage.WorkRow.of(work).campaign())
        .isEqualTo(new Link(kind.word() + " x1", "/" + folder + "/x1"));
  }
}
