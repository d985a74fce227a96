package dev.halfspeed.worker.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Objects of this machine's compiler and linker. */
final class FunctionDigestTest {
  private static final String TABLE =
      """
      static int calls, limit = 5;
      static const int steps[] = {1, 2, 3};
      int table(int x) {
        calls += 7;
        if (calls > limit)
          __builtin_printf("too many: %d\\n", calls);
        return steps[x % 3];
      }
      int sum(int x);
      static int (*const all[])(int) __attribute__((section("__operations"), used)) = {table, sum};
      asm(".pushsection .altinstructions,\\"a\\"\\n.long table - .\\n.word 5\\n.popsection");
      asm(".pushsection __bug_table,\\"aw\\"\\n.long table - .\\n.asciz \\"bug 17\\"\\n.popsection");
      """;

  /** With a table of places to go to, and an array that has no name. */
  private static final String SWITCH =
      """
      int a(void); int b(void); int c(void); int d(void); int e(void); int f(void);
      void take(const int *all);
      int pick(int x) {
        int some[] = {11, 13, 17, 19, 23, 29, 31, 37};
        take(some);
        switch (x) {
          case 0: return a();
          case 1: return b() + 1;
          case 2: return c() + 2;
          case 3: return d() + 3;
          case 4: return e() + 4;
          case 5: return f() + 5;
          default: return 0;
        }
      }
      """;

  private static final String SUM =
      """
      static int all;
      static __attribute__((noinline)) int add(int x) { static int last; last = x; return all += x; }
      int table(int x);
      int sum(int x) { return add(table(x)) + add(2); }
      """;

  @TempDir private Path folder;

  private static void run(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
  }

  /** Compiles each text and links them, in this order, into one that is to be linked again. */
  private Optional<String> digest(String... texts) throws Exception {
    var objects = new ArrayList<String>();
    for (String text : texts) {
      Path source = Files.writeString(folder.resolve("part" + objects.size() + ".c"), text);
      objects.add(source + ".o");
      run(
          List.of(
              "gcc",
              "-O2",
              "-g",
              "-fno-pic",
              "-ffreestanding",
              "-c",
              "-o",
              source + ".o",
              source.toString()));
    }
    Path all = folder.resolve("all.o");
    var link = new ArrayList<>(List.of("ld", "-r", "-o", all.toString()));
    link.addAll(objects);
    run(link);
    return FunctionDigest.of(all);
  }

  @Test
  void whereFunctionsLieDoesNotCount() throws Exception {
    Optional<String> digest = digest(TABLE, SUM);
    assertThat(digest.orElseThrow()).matches("[0-9a-f]{64}");
    assertThat(digest(TABLE, SUM)).isEqualTo(digest);
    assertThat(digest(SUM, TABLE)).isEqualTo(digest);
    assertThat(digest("/* a word\n more */\n" + SUM, TABLE)).isEqualTo(digest);
    assertThat(digest(SUM, TABLE.replace("bug 17", "bug 18"))).isEqualTo(digest);
    assertThat(digest(SWITCH, SUM, TABLE)).isEqualTo(digest(SUM, TABLE, SWITCH));
  }

  @Test
  void whatTheyDoDoes() throws Exception {
    Optional<String> digest = digest(TABLE, SUM);
    assertThat(
            List.of(
                digest(TABLE.replace("calls += 7", "calls += 8"), SUM),
                digest(TABLE.replace("limit = 5", "limit = 6"), SUM),
                digest(TABLE.replace("{1, 2, 3}", "{1, 3, 2}"), SUM),
                digest(TABLE.replace("calls > limit", "x > limit"), SUM),
                digest(TABLE.replace("too many", "so many"), SUM),
                digest(TABLE.replace(".word 5", ".word 6"), SUM),
                digest(TABLE.replace("{table, sum}", "{sum, table}"), SUM),
                digest(TABLE, SUM.replace("add(table(x))", "add(x)")),
                digest(TABLE, SUM.replace("last = x", "all = x")),
                digest(TABLE, SUM, "int more(void) { return 1; }"),
                digest(TABLE)))
        .doesNotContain(digest)
        .doesNotHaveDuplicates();
  }

  @Test
  void dataWithoutANameCounts() throws Exception {
    Optional<String> digest = digest(SWITCH, SUM);
    assertThat(
            List.of(
                digest(
                    SWITCH
                        .replace("case 0:", "case 9:")
                        .replace("case 1:", "case 0:")
                        .replace("case 9:", "case 1:"),
                    SUM),
                digest(SWITCH.replace("31, 37", "37, 31"), SUM)))
        .doesNotContain(digest)
        .doesNotHaveDuplicates();
  }

  @Test
  void whatIsNoSuchFileHasNone() throws Exception {
    assertThat(FunctionDigest.of(folder.resolve("none"))).isEmpty();
    Path text = Files.writeString(folder.resolve("text"), "no ELF ".repeat(20));
    assertThat(FunctionDigest.of(text)).isEmpty();
    digest(TABLE);
    Path all = folder.resolve("all.o");
    byte[] bytes = Files.readAllBytes(all);
    for (int end = 0; end < bytes.length; end += 97) {
      Path part = folder.resolve("part.o");
      Files.write(part, Arrays.copyOf(bytes, end));
      assertThat(FunctionDigest.of(part)).isEmpty();
    }
    // An ELF file that is linked whole has addresses in its code.
    assertThat(FunctionDigest.of(Path.of("/bin/true"))).isEmpty();
  }
}
