package dev.halfspeed.machines;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.json.RowJson;
import dev.halfspeed.worker.protocol.Result;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class FactsRecordTest {
  @Test
  void whatIsRememberedIsWhatTheWorkerFound() {
    keeps(facts(true, "performance"));
    keeps(facts(null, null));
  }

  private static void keeps(Result.Facts facts) {
    String json = RowJson.write(FactsRecord.of(facts));
    assertThat(RowJson.read(json, FactsRecord.class).facts()).isEqualTo(facts);
  }

  private static Result.Facts facts(@Nullable Boolean kvm, @Nullable String governor) {
    return new Result.Facts(
        "lab1.example",
        "x86_64",
        "EPYC",
        64,
        1L << 38,
        1L << 40,
        1L << 41,
        "Debian 13",
        "6.12.0",
        Map.of("gcc", "14.2"),
        kvm,
        "a guest booted",
        "0.3",
        governor);
  }
}
