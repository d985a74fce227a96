package dev.halfspeed.worker.build;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.worker.protocol.Result;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class BuildLogTest {

  @Test
  void theCompilersFirstErrorIsTheMessage() {
    BuildLog log =
        log(
            """
              CC      kernel/fork.o
              CC [M]  fs/foo.o
              AS      arch/x86/entry/entry_64.o
              HOSTCC  scripts/basic/fixdep
            ../mm/util.c:12:3: warning: unused variable 'error:'
            ../mm/util.c: In function 'kvfree':
            ../mm/util.c:42:7: error: 'x' undeclared (first use in this function)
            ../mm/util.c:43:7: error: 'y' undeclared
            make[3]: *** [../scripts/Makefile.build:229: mm/util.o] Error 1
            make: *** [Makefile:224: __sub-make] Error 2
            """);
    assertThat(log.objects()).isEqualTo(3);
    assertThat(log.firstError())
        .isEqualTo("../mm/util.c:42:7: error: 'x' undeclared (first use in this function)");
    assertThat(log.fault()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ld: mm/util.o: in function `f': util.c:(.text+0x1): undefined reference to `g'",
        "init/Kconfig:12: syntax error",
        "make[1]: *** No rule to make target 'mm/gone.o', needed by 'mm/built-in.a'.  Stop.",
      })
  void otherErrorsAreNamedToo(String line) {
    BuildLog log = log(line + "\nmake: *** [Makefile:224: __sub-make] Error 2\n");
    assertThat(log.firstError()).isEqualTo(line);
    assertThat(log.fault()).isEmpty();
  }

  @Test
  void aLogWithoutAnyErrorSaysSo() {
    assertThat(log("").firstError()).isEqualTo("make failed without saying why");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          mm/util.o: final close failed: No space left on device | DISK_FULL
          gcc: fatal error: Killed signal terminated program cc1 | OUT_OF_MEMORY
          cc1: out of memory allocating 65536 bytes after a total of 1 bytes | OUT_OF_MEMORY
          /bin/sh: 1: bison: not found | TOOL_MISSING
          scripts/x.sh: line 3: bc: command not found | TOOL_MISSING
          elf.h:10:10: fatal error: gelf.h: No such file or directory | TOOL_MISSING
          """)
  void whatTheMachineLacksIsNotTheCommitsFault(String line, Result.Fault fault) {
    assertThat(log(line + "\nmake: *** [x] Error 1").fault())
        .hasValueSatisfying(found -> assertThat(found.fault()).isEqualTo(fault));
  }

  private static BuildLog log(String text) {
    var log = new BuildLog(Path.of("/srv/tree"));
    text.lines().forEach(log::line);
    return log;
  }
}
