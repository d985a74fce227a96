package dev.halfspeed.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.campaign.comparison.ComparisonRequest;
import dev.halfspeed.cli.client.Shell;
import dev.halfspeed.cli.terminal.Interruption;
import dev.halfspeed.cli.terminal.Tty;
import dev.halfspeed.cli.terminal.Views;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ways out of a loss, from arguments to the comparison that is asked for. */
final class MitigateCommandTest {
  @TempDir Path folder;
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final FakeController controller = new FakeController();

  private int run(String... arguments) {
    err.reset();
    Shell shell =
        new Shell(
            InputStream.nullInputStream(),
            new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            Map.of("HOME", folder.toString(), "PATH", "/usr/bin:/bin"),
            folder,
            folder,
            plan -> new FakeApi(controller, 0, plan.token()),
            Tty.none(),
            () -> Views.at(341));
    return Commands.run(shell, new Interruption(), arguments);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  @Test
  void allMitigationsAndRevertsAreComparedWithTheBadKernelFirst() {
    assertThat(run("mitigate", "v6.19", "v7.0", "--recipe", "pgbench", "--revert", "7dadeaa6e851"))
        .as(err())
        .isZero();
    ComparisonRequest asked = controller.compared.getFirst();
    assertThat(asked.good()).isEqualTo("good");
    assertThat(asked.variants())
        .extracting(ComparisonRequest.Variant::name)
        .containsExactly("bad", "good", "no_swap", "revert-7dadeaa6e851");
    assertThat(asked.variants())
        .extracting(ComparisonRequest.Variant::revision)
        .containsExactly("v7.0", "v6.19", "v7.0", "v7.0");
    assertThat(asked.variants().get(2).kernelArguments()).containsExactly("sysctl.vm.swappiness=0");
    assertThat(asked.variants().get(3).taken()).containsExactly("7dadeaa6e851");
  }

  @Test
  void someCanBeChosen() {
    assertThat(run("mitigate", "a", "b", "--recipe", "pgbench", "--mitigation", "no_swap"))
        .as(err())
        .isZero();
    assertThat(controller.compared.getFirst().variants())
        .extracting(ComparisonRequest.Variant::name)
        .containsExactly("bad", "good", "no_swap");
  }

  /** The bad kernel may be bad by just what a mitigation sets otherwise. */
  @Test
  void aMitigationIsLaidOverWhatTheBadKernelSets() {
    assertThat(run("mitigate", "a", "a,sysctl.vm.swappiness=90,arg=quiet", "--recipe", "pgbench"))
        .as(err())
        .isZero();
    List<ComparisonRequest.Variant> variants = controller.compared.getFirst().variants();
    assertThat(variants.get(0).kernelArguments())
        .containsExactlyInAnyOrder("quiet", "sysctl.vm.swappiness=90");
    assertThat(variants.get(2).kernelArguments())
        .containsExactlyInAnyOrder("quiet", "sysctl.vm.swappiness=0");
  }

  @Test
  void whatCantBeIsSaidOnceAndNothingIsStarted() {
    String[][] wrong = {
      {"mitigate", "a"},
      {"mitigate", "a", "b", "--recipe", "pgbench", "--mitigation", "no_swop"},
      {"mitigate", "a", "b", "--recipe", "none"},
      {"mitigate", "a", "b", "--recipe", "pgbench", "--revert", "x", "x"},
      {"mitigate", "a", "b", "--recipe", "pgbench", "--revert", "1", "2", "3", "4", "5", "6"},
      {"mitigate", "a", "b,sysctl.vm.swappiness", "--recipe", "pgbench"},
    };
    List<String> said =
        List.of(
            "BAD",
            "no mitigation \"no_swop\"",
            "no recipe none",
            "tried twice",
            "more than",
            "without a value");
    for (int i = 0; i < wrong.length; i++) {
      assertThat(run(wrong[i])).as(String.join(" ", wrong[i])).isEqualTo(2);
      assertThat(err()).contains(said.get(i)).contains("->");
    }
    assertThat(controller.compared).isEmpty();
  }
}
