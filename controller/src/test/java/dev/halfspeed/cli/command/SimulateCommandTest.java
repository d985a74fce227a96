package dev.halfspeed.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.cli.client.Shell;
import dev.halfspeed.cli.terminal.Interruption;
import dev.halfspeed.cli.terminal.Tty;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

final class SimulateCommandTest {
  @TempDir Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(String... arguments) {
    var shell =
        new Shell(
            InputStream.nullInputStream(),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            Map.of("HOME", folder.toString()),
            folder,
            folder,
            plan -> {
              throw new AssertionError("no controller is needed");
            },
            Tty.none(),
            InstantSource.system());
    return Commands.run(shell, new Interruption(), arguments);
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  @Test
  void playsAndWritesWhatItIsAskedFor() throws Exception {
    Files.writeString(folder.resolve("tiny.yaml"), "history: {commits: 32}\nnoise: {effect: 6}\n");
    int code =
        run(
            "simulate",
            "--world",
            "tiny.yaml",
            "--contestants",
            "facf-repaired,git-bisect-3",
            "--seeds",
            "4",
            "--first-seed",
            "9",
            "--threads",
            "1",
            "--json",
            "out/figures.json",
            "--html",
            "out/page.html");
    assertThat(err()).contains("tiny, git-bisect-3: right 100 % of 4, ");
    assertThat(code).isZero();
    assertThat(out()).contains("contestant     stated", "git-bisect-3   all  ");
    assertThat(out()).contains("tiny      facf-repaired", "tiny      git-bisect-3");
    assertThat(
            JsonMapper.builder()
                .build()
                .readTree(Files.readString(folder.resolve("out/figures.json")))
                .get(1)
                .path("first_seed")
                .intValue())
        .isEqualTo(9);
    assertThat(folder.resolve("out/page.html")).content().startsWith("<!doctype html>");
  }

  @Test
  void jsonAloneOnStandardOutput() throws Exception {
    Files.writeString(folder.resolve("tiny.yaml"), "history: {commits: 8}");
    assertThat(
            run(
                "simulate",
                "--world",
                "tiny.yaml",
                "--contestants",
                "k-ary",
                "--seeds",
                "2",
                "--json"))
        .isZero();
    assertThat(JsonMapper.builder().build().readTree(out()).size()).isEqualTo(1);
  }

  @Test
  void lists() {
    assertThat(run("simulate", "--list")).isZero();
    assertThat(out()).contains("d2-w4 ", "dag-kernel", "halfspeed ", "git-bisect-best");
  }

  /** Each would hold a reader up for ever, or fill the memory. */
  @Test
  void aWorldThatIsNoOrdinaryFileIsRefusedAtOnce() throws Exception {
    Path fifo = folder.resolve("fifo");
    assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor()).isZero();
    Files.createSymbolicLink(folder.resolve("link"), Path.of("/dev/zero"));
    for (String world : List.of("fifo", "link", "/dev/zero", "/dev/tty", "/proc/self/mem")) {
      err.reset();
      assertThat(run("simulate", "--world", world)).isEqualTo(2);
      assertThat(err()).startsWith("halfspeed: the world file ").contains("is no ordinary file");
      assertThat(err().lines()).hasSize(2);
    }
    err.reset();
    assertThat(run("simulate", "--world", ".")).isEqualTo(2);
    assertThat(err()).contains("the world file " + folder, "is a folder");
    try (var huge = new RandomAccessFile(folder.resolve("huge").toFile(), "rw")) {
      huge.setLength(5L << 30);
    }
    err.reset();
    assertThat(run("simulate", "--world", "huge")).isEqualTo(2);
    assertThat(err()).contains("huge is larger than 4 MiB");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --scenario d3-w1       | There is no scenario d3-w1. | d2-w1
          --world nowhere.yaml   | there is no world file | name one
          --contestants git      | There is no contestant git. | git-bisect-
          --seeds 0              | --seeds can't be "0". | from 1 to 1000000
          --confidence 2         | --confidence can't be "2". | 0.99999
          """)
  void oneClearErrorForAMistake(String arguments, String what, String next) {
    assertThat(run(("simulate " + arguments).split(" "))).isEqualTo(2);
    assertThat(err().lines()).hasSize(2);
    assertThat(err()).contains(what).contains(next).doesNotContain("Exception");
    assertThat(out()).isEmpty();
  }
}
