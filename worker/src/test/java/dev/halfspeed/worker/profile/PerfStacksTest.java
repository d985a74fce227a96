package dev.halfspeed.worker.profile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PerfStacksTest {
  /** Perf 6.1 of a guest with Linux 6.12 and no CONFIG_KALLSYMS. */
  private static final String RECORDED =
      """
      perf-exec    41\s
      	ffffffff8125f579 [unknown] ([unknown])
      	           d4ad7 __GI___execve (/usr/lib/x86_64-linux-gnu/libc.so.6)

      run    52\s
      	ffffffff81050013 [unknown] ([unknown])
      	ffffffff8128bfce [unknown] ([unknown])
      	          117b3d read (/usr/lib/x86_64-linux-gnu/libc.so.6)
      	           cb8c0 Perl_pp_sysread (/usr/bin/perl)
      	           9e038 [unknown] (/usr/bin/perl)
      	    7eff384d48a8 [unknown] ([unknown])

      swapper     0\s
      	ffffffff8128bfd0 [unknown] ([unknown])

      swapper     0/0     [000]     5.913621: PERF_RECORD_LOST lost 3
      run    52\s
      	ffffffff81050020 [unknown] ([unknown])
      	ffffffff8128bfce [unknown] ([unknown])
      	          117b3d read (/usr/lib/x86_64-linux-gnu/libc.so.6)
      	           cb8c0 Perl_pp_sysread (/usr/bin/perl)
      	           9e038 [unknown] (/usr/bin/perl)
      	    7eff384d48a8 [unknown] ([unknown])
      """;

  @TempDir Path folder;

  private static PerfStacks read(Optional<KernelSymbols> kernel, int mostBytes, String text) {
    var stacks = new PerfStacks(kernel, mostBytes, Set.of(41L));
    text.lines().forEach(stacks::add);
    return stacks;
  }

  private Optional<KernelSymbols> map(String text) throws Exception {
    return KernelSymbols.read(Files.writeString(folder.resolve("map"), text));
  }

  @Test
  void kernelsWithoutNamesGetThoseOfTheirBuild() throws Exception {
    Optional<KernelSymbols> map =
        map(
            """
            0000000000000000 A fixed_percpu_data
            ffffffff81000000 T _text
            ffffffff81050000 t finish_task_switch
            ffffffff81050000 t its_second_name
            ffffffff8128bf00 T schedule
            ffffffff8128bf80 D no_function
            ffffffff8128bfd0 t do_idle\t[module]
            """);
    PerfStacks stacks = read(map, 1 << 20, RECORDED);
    assertThat(stacks.folded())
        .isEqualTo(
            """
            run;[unknown];[perl];Perl_pp_sysread;read;schedule_[k];finish_task_switch_[k] 2
            swapper;do_idle_[k] 1
            """);
    assertThat(stacks.samples()).isEqualTo(3);
    assertThat(stacks.lost()).isEqualTo(3);
    assertThat(stacks.hasUnnamed()).isFalse();
    byte[] packed = Base64.getDecoder().decode(stacks.packed());
    try (var gzip = new GZIPInputStream(new ByteArrayInputStream(packed))) {
      assertThat(new String(gzip.readAllBytes(), StandardCharsets.UTF_8))
          .isEqualTo(stacks.folded());
    }
  }

  @Test
  void withoutThemThatIsTold() throws Exception {
    PerfStacks stacks = read(Optional.empty(), 1 << 20, RECORDED);
    assertThat(stacks.folded()).contains("read;[unknown]_[k];[unknown]_[k] 2\n");
    assertThat(stacks.hasUnnamed()).isTrue();
    assertThat(map("0000000000000000 T _text\n0000000000000000 t schedule\n")).isEmpty();
    assertThat(map("")).isEmpty();
    assertThat(map("nonsense\n\u0000\n")).isEmpty();
    assertThat(KernelSymbols.read(folder.resolve("none"))).isEmpty();
    assertThat(map("ffffffff81000000 T _text\n").orElseThrow().at(0xffffffff80000000L)).isEmpty();
  }

  @Test
  void hostileNamesCannotMakeStacksOfTheirOwn() {
    PerfStacks stacks =
        read(
            Optional.empty(),
            1 << 20,
            """
            a;b 7\u001b[31m\s
            \t1234 f;g 5\u202e (/x)
            \t1235 std::map<int, char>::at(int) (/a b/c (deleted))
            \tzzzz no frame (/x)

            \t\s
            \t1 lonely (/x)
            x\s
            """
                + "\t1 "
                + "n".repeat(1000)
                + " (/x)\n");
    assertThat(stacks.folded().lines())
        .containsExactlyInAnyOrder(
            "a:b 7?[31m;std::map<int, char>::at(int);f:g 5? 1", "x;" + "n".repeat(200) + " 1");
  }

  @Test
  void theRarestStacksArePutTogether() {
    var text = new StringBuilder();
    for (int stack = 0; stack < 1000; stack++) {
      for (int sample = 0; sample <= stack % 10; sample++) {
        text.append("c \n\t10 f").append(stack).append(" (/x)\n\n");
      }
    }
    PerfStacks stacks = read(Optional.empty(), 2000, text.toString());
    String folded = stacks.folded();
    assertThat(folded.length()).isLessThan(2100);
    assertThat(folded).startsWith("c;f109 10\n").contains("\n[others];[others] ");
    assertThat(
            folded
                .lines()
                .mapToLong(line -> Long.parseLong(line.substring(line.lastIndexOf(' ') + 1)))
                .sum())
        .isEqualTo(stacks.samples())
        .isEqualTo(5500);
  }

  @Test
  void onlyTheRecorderIsLeftOut() {
    PerfStacks stacks =
        read(Optional.empty(), 2000, "perf 41 \n\t1 f (/x)\n\nperf 42 \n\t1 f (/x)\n\n");
    assertThat(stacks.folded()).isEqualTo("perf;f 1\n");
  }

  @Test
  void longLinesAreCut() {
    PerfStacks stacks =
        read(Optional.empty(), 2000, "c 1 \n\t1 " + " (".repeat(500_000) + "f (/x)\n\n");
    assertThat(stacks.samples()).isEqualTo(1);
  }

  /** A worker's heap is small. */
  @Test
  void whatIsKeptOfStacksIsBounded() {
    PerfStacks stacks = read(Optional.empty(), 64 << 20, "");
    String frame = "\t1 " + "n".repeat(150) + " (/x)";
    for (int stack = 0; stack < 1000; stack++) {
      stacks.add("c" + stack + " 1");
      for (int depth = 0; depth < 100; depth++) {
        stacks.add(frame);
      }
      stacks.add("");
    }
    String folded = stacks.folded();
    assertThat(folded.length()).isBetween(3 << 20, 5 << 20);
    assertThat(folded).contains("\n[others];[others] ");
    assertThat(stacks.samples()).isEqualTo(1000);
  }

  @Test
  void anythingIsRead() {
    var random = new SplittableRandom(7);
    String letters = "\t\n\n ;()[]ab01f\u0000\u001b\ud800é";
    for (int trial = 0; trial < 300; trial++) {
      var text = new StringBuilder();
      for (int at = 0; at < 300; at++) {
        text.append(letters.charAt(random.nextInt(letters.length())));
      }
      assertThat(read(Optional.empty(), 1000, text.toString()).folded().lines())
          .allMatch(line -> line.matches("[^\\p{Cntrl}]+ [1-9][0-9]*"));
    }
  }
}
