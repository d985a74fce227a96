package dev.halfspeed.worker.build;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.worker.protocol.Result;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who says a line decides whose fault a failure is; the first error is what is told. */
final class BuildLogKindsTest {
  private static final String STOP = "make: *** [Makefile:224: __sub-make] Error 2\n";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../drivers/foo/bar.c:214:17: error: implicit declaration of function 'out_of_memory'",
        "../net/core/dev.c:77:10: fatal error: linux/gone.h: No such file or directory",
        "/srv/tree/net/core/dev.c:77:10: fatal error: gelf.h: No such file or directory",
        "../mm/a.c:3:2: error: #error No space left on device",
        "../mm/a.c:3:2: error: #error \"x: Read-only file system\"",
        "../mm/a.c:3:2: error: static assertion failed: \"Cannot allocate memory\"",
        "../mm/a.c:3: internal compiler error: Segmentation fault",
        "../mm/a.c:3:2: Fehler: \u00bbx\u00ab nicht deklariert",
        "<stdin>:1:2: error: expected ';'",
        "{standard input}:12: Error: no such instruction: `foo'",
        "/tmp/ccX.s:12: Error: no such instruction: `foo'",
        "../arch/x86/a.S:3: Error: junk at end of line",
        "cc1: error: unrecognized command-line option '-mfoo'",
        "gcc: error: ../mm/x.c: No such file or directory",
        "clang: error: unknown argument: '-mfoo'",
        "ld: mm/util.o: in function `f': util.c:(.text+0x1): undefined reference to `g'",
        "util.c:(.text+0x1): undefined reference to `out_of_memory'",
        "ld.lld: error: undefined symbol: g",
        "ld.gold: error: mm/util.o: multiple definition of 'f'",
        "/usr/bin/ld: cannot open linker script file x.lds: No such file or directory",
        "x86_64-linux-gnu-ld: section .x overlaps section .y",
        "ERROR: modpost: \"foo\" [drivers/bar.ko] undefined!",
        "vmlinux.o: error: objtool: f+0x1: unreachable",
        "init/Kconfig:12: syntax error",
        "error[E0425]: cannot find value `x` in this scope",
        "FAILED: load BTF from vmlinux: Invalid argument",
        "../arch/x86/Makefile:3: *** missing separator.  Stop.",
        "make[1]: *** No rule to make target 'mm/gone.o', needed by 'mm/built-in.a'.  Stop.",
        "make[2]: ../scripts/gone.sh: No such file or directory",
        "make[2]: ../scripts/new.sh: Permission denied",
        "/bin/sh: 1: ../scripts/gone.sh: not found",
        "python3: can't open file '../scripts/gone.py': [Errno 2] No such file or directory",
        "AssertionError: no memory regions",
      })
  void theCommitsErrorsAreItsOwnInTheToolsWords(String line) {
    BuildLog log = log(line + "\n" + STOP);
    assertThat(log.firstError()).isEqualTo(line);
    assertThat(log.fault()).isEmpty();
  }

  @Test
  void quotedSourceSaysNothing() {
    commits(
        """
          CC      drivers/foo/bar.o
        ../drivers/foo/bar.c: In function 'bar_probe':
        ../drivers/foo/bar.c:214:17: error: implicit declaration of function 'x'
          214 |                 x(dev, "out of memory\\n");
              |                 ^~~~~~~~~~~~~~~~~~~~
        make[3]: *** [../scripts/Makefile.build:244: drivers/foo/bar.o] Error 1
        """,
        "../drivers/foo/bar.c:214:17: error: implicit declaration of function 'x'");
    // As compilers quoted before they gave lines numbers.
    commits(
        """
        ../mm/a.c:1120:2: warning: format not a string literal
        cc1: out of memory allocating 5 bytes
        ^
        ../mm/a.c:1121:2: warning: format not a string literal
         pr_err("make: fork: Cannot allocate memory");
         ^~~~~~
        ../mm/b.c:7:1: error: unknown type name 'y'
        """,
        "../mm/b.c:7:1: error: unknown type name 'y'");
  }

  @Test
  void aWarningInAnotherFileIsNoReason() {
    commits(
        """
          CC      mm/oom_kill.o
        ../mm/oom_kill.c:1120:2: warning: format not a string literal and no format arguments
         1120 |  pr_err("Out of memory and no killable processes...\\n", x);
          CC      net/core/dev.o
        make[2]: warning:  Clock skew detected.  Your build may be incomplete.
        warning: Cannot use CONFIG_STACK_VALIDATION=y, please install libelf-dev, libelf-devel
        cc1: warning: /x: Input/output error
        ld: warning: x.o: missing .note.GNU-stack section implies executable stack
        ../net/core/dev.c:77:10: fatal error: linux/gone.h: No such file or directory
        """,
        "../net/core/dev.c:77:10: fatal error: linux/gone.h: No such file or directory");
  }

  @Test
  void theFirstErrorIsTold() {
    commits(
        """
        ../mm/a.c:1:1: error: unknown type name 'y'
        ld: final link failed: No space left on device
        """,
        "../mm/a.c:1:1: error: unknown type name 'y'");
    // A program that a script only looks for.
    commits(
        """
        /bin/sh: 1: hostname: not found
        ../mm/a.c:1:1: error: unknown type name 'y'
        make[2]: *** [../scripts/Makefile.build:244: mm/a.o] Error 1
        """,
        "../mm/a.c:1:1: error: unknown type name 'y'");
  }

  @Test
  void aScriptsOwnWordsAreToldWhereNoToolIsKnown() {
    commits(
        """
          GEN     lib/oid_registry_data.c
        the registry has two entries for 1.2.3
        make[2]: *** [scripts/Makefile.build:229: lib/oid_registry_data.c] Error 255
        """,
        "the registry has two entries for 1.2.3");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          fatal error: can't create init/main.o: Read-only file system         | FILE_SYSTEM
          /tmp/ccX.s: Fatal error: can't write 9 bytes: 'Input/output error'   | FILE_SYSTEM
          ../mm/a.c:1:1: fatal error: x.h: Input/output error                  | FILE_SYSTEM
          make: stat: Makefile: Stale file handle                              | FILE_SYSTEM
          ../mm/a.c:9: fatal error: error writing to /tmp/c.s: Disk quota exceeded | DISK_FULL
          /usr/bin/ld: final link failed: No space left on device              | DISK_FULL
          /bin/sh: 1: cannot create x.tmp: No space left on device             | DISK_FULL
          OSError: [Errno 28] No space left on device: '/x/y'                  | DISK_FULL
          error: couldn't create a temp dir: No space left on device (os error 28) at path "/x" | DISK_FULL
          cp: error writing 'x': Disk quota exceeded                           | DISK_FULL
          cc1: out of memory allocating 65536 bytes after a total of 1 bytes   | OUT_OF_MEMORY
          virtual memory exhausted: Cannot allocate memory                     | OUT_OF_MEMORY
          gcc: internal compiler error: Killed (program cc1)                   | OUT_OF_MEMORY
          collect2: fatal error: ld terminated with signal 9 [Killed]          | OUT_OF_MEMORY
          clang: error: unable to execute command: Killed                      | OUT_OF_MEMORY
          LLVM ERROR: out of memory                                            | OUT_OF_MEMORY
          ld: final link failed: memory exhausted                              | OUT_OF_MEMORY
          make[3]: *** [../scripts/Makefile.build:229: mm/util.o] Killed       | OUT_OF_MEMORY
          make[1]: *** [Makefile:1200: vmlinux] Error 137                      | OUT_OF_MEMORY
          ../scripts/link-vmlinux.sh: line 113: 4567 Killed LLVM_OBJCOPY=x y   | OUT_OF_MEMORY
          make: fork: Resource temporarily unavailable                         | OUT_OF_MEMORY
          make[3]: *** [../scripts/Makefile.build:229: mm/util.o] Terminated   | WORKER_DIED
          """)
  void whatTheMachineSaysIsTheMachines(String line, Result.Fault fault) {
    machines(line, fault, line);
    machines("\u001B[01m\u001B[K" + line + "\u001B[0m\r", fault, line);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          /usr/bin/env: 'python3': No such file or directory       | "python3"    | python3
          env: can't execute 'python3': No such file or directory  | "python3"    | python3
          /usr/bin/env: \u2018perl\u2019: No such file or directory | "perl"      | perl
          make[2]: lz4: Command not found                          | "lz4"        | lz4
          make[2]: xz: No such file or directory                   | "xz"         | xz-utils
          make: gcc: No such file or directory                     | "gcc"        | gcc
          /bin/sh: 1: bison: not found                             | "bison"      | bison
          ../scripts/x.sh: line 3: bc: command not found           | "bc"         | bc
          bash: cpio: command not found                            | "cpio"       | cpio
          zsh:1: command not found: flex                           | "flex"       | flex
          /bin/sh: ./x.py: /usr/bin/python: bad interpreter: No such file or directory | "python" | python-is-python3
          gcc: fatal error: cannot execute 'cc1plus': execvp: No such file or directory | "cc1plus" | g++
          """)
  void aProgramThatIsMissingIsNamed(String line, String program, String packageName) {
    BuildLog log = log(line + "\nmake[2]: *** [x] Error 127\n" + STOP);
    assertThat(log.fault())
        .hasValueSatisfying(fault -> {
          assertThat(fault.fault()).isEqualTo(Result.Fault.TOOL_MISSING);
          assertThat(fault.message())
              .contains("the program " + program + " is missing")
              .contains("(Debian: " + packageName + ")")
              .endsWith(line);
        });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          BTF: .tmp_vmlinux.btf: pahole (pahole) is not available                    | dwarves
          BTF: .tmp_vmlinux.btf: pahole version v1.10 is too old, need at least v1.16 | dwarves
          /usr/lib/gcc/x86_64-linux-gnu/12/plugin/include/system.h:705:10: fatal error: gmp.h: No such file or directory | libgmp-dev
          /srv/tree/tools/objtool/elf.h:10:10: fatal error: gelf.h: No such file or directory | libelf-dev
          ../certs/extract-cert.c:21:10: fatal error: openssl/bio.h: No such file or directory | libssl-dev
          ../scripts/sign-file.c:3:10: fatal error: 'openssl/opensslv.h' file not found | libssl-dev
          <stdin>:1:10: fatal error: libelf.h: No such file or directory              | libelf-dev
          Makefile:966: *** "Cannot generate ORC metadata for CONFIG_UNWINDER_ORC=y, please install libelf-dev, libelf-devel or elfutils-libelf-devel".  Stop. | libelf-dev
          /usr/bin/ld: cannot find -lelf: No such file or directory                   | libelf-dev
          ld.lld: error: unable to find library -lcrypto                              | libssl-dev
          ModuleNotFoundError: No module named 'yaml'                                 | python3-yaml
          """)
  void whatIsMissingIsNamedWithItsPackage(String line, String packageName) {
    machines(line, Result.Fault.TOOL_MISSING, "(Debian: " + packageName + "): " + line);
  }

  @Test
  void aCompilerThatIsTooOldIsTheMachines() {
    machines(
        "***\n*** C compiler is too old.\n***   Your GCC version:    4.8",
        Result.Fault.TOOL_MISSING,
        "too old");
  }

  @Test
  void aCompilerThatCanNotRepeatItsErrorBlamesTheMachine() {
    machines(
        "../mm/a.c:3: internal compiler error: Segmentation fault\n"
            + "The bug is not reproducible, so it is likely a hardware or OS problem.",
        Result.Fault.UNEXPECTED,
        "internal compiler error");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          make[4]: *** No rule to make target 'debian/certs/debian-uefi-certs.pem', needed by 'certs/x509_certificate_list'.  Stop. | set CONFIG_SYSTEM_TRUSTED_KEYS=""
          make[4]: *** No rule to make target 'debian/canonical-revoked-certs.pem', needed by 'certs/x509_revocation_list'.  Stop. | set CONFIG_SYSTEM_REVOCATION_KEYS=""
          make[2]: *** No rule to make target '/x/initramfs.cpio', needed by 'usr/initramfs_data.cpio'.  Stop. | set CONFIG_INITRAMFS_SOURCE=""
          make[1]: *** No rule to make target 'deconfig'.  Stop.                            | has no such make target
          *** Can't find default configuration "arch/x86/configs/foo_defconfig"!            | has no such make target
          """)
  void whatTheConfigurationAsksForIsSaid(String line, String advice) {
    BuildLog log = log(line + "\n" + STOP);
    assertThat(log.firstError()).startsWith(line).contains(advice);
    assertThat(log.fault()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ld: failed to convert GOTPCREL relocation; memory exhausted             | OUT_OF_MEMORY
          ld: final link failed: Memory exhausted                                 | OUT_OF_MEMORY
          /bin/sh: 1: Cannot fork                                                 | OUT_OF_MEMORY
          memory allocation of 268435456 bytes failed                             | OUT_OF_MEMORY
          error: could not compile `x` (signal: 9, SIGKILL: kill)                 | OUT_OF_MEMORY
          make[1]: *** virtual memory exhausted.  Stop.                           | OUT_OF_MEMORY
          make[1]: *** fopen: temporary file: Read-only file system.  Stop.       | FILE_SYSTEM
          /bin/sh: 1: printf: printf: I/O error                                   | FILE_SYSTEM
          ld: final link failed: File too large                                   | FILE_SYSTEM
          cc1: fatal error: ../mm/x.c: Bad message                                | FILE_SYSTEM
          /bin/sh: 1: scripts/basic/fixdep: Text file busy                        | UNEXPECTED
          /bin/sh: 1: scripts/basic/fixdep: Exec format error                     | UNEXPECTED
          gcc: internal compiler error: Bus error signal terminated program cc1   | UNEXPECTED
          collect2: fatal error: ld terminated with signal 7 [Bus error]          | UNEXPECTED
          make[2]: *** [Makefile:72: vmlinux.o] Bus error (core dumped)           | UNEXPECTED
          make[1]: *** read jobs pipe EOF.  Stop.                                 | UNEXPECTED
          collect2: fatal error: cannot find 'ld'                                 | TOOL_MISSING
          *** Rust bindings generator 'bindgen' could not be found.               | TOOL_MISSING
          scripts/Kconfig.include:44: Sorry, this C compiler is not supported.    | TOOL_MISSING
          Makefile:18: *** GNU Make >= 4.0 is required. Your Make is 3.81.  Stop. | TOOL_MISSING
          Cannot use CONFIG_GCC_PLUGINS: your gcc installation does not support plugins, perhaps the necessary headers are missing? | TOOL_MISSING
          cc1: error while loading shared libraries: libmpc.so.3: cannot open shared object file: No such file or directory | TOOL_MISSING
          fixdep: /lib/libc.so.6: version `GLIBC_2.38' not found (required by fixdep) | TOOL_MISSING
          """)
  void whatAToolCannotGetFromTheMachineIsNoCommitsFault(String line, Result.Fault fault) {
    machines(line, fault, line);
  }

  @Test
  void notesOfALinkerAndWhatMakeDeletesAreNoErrors() {
    String note = "ld: NOTE: This behaviour is deprecated and will be removed\n";
    String error = "../a.c:9:1: error: x";
    commits("ld: warning: x.o: missing .note.GNU-stack section\n" + note + error + "\n", error);
    String stop = "make[2]: *** [scripts/Makefile.build:1: mm/a.o] Error 1";
    commits(note + stop + "\nmake[2]: *** Deleting file 'mm/a.o'\n", stop);
  }

  @Test
  void theHeadOfABannerIsTold() {
    commits(
        """
        ***
        *** The source tree is not clean, please run 'make mrproper'
        *** in /srv/tree
        ***
        make[1]: *** [Makefile:560: outputmakefile] Error 1
        """,
        "*** The source tree is not clean, please run 'make mrproper'");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Error: ../arch/arm64/boot/dts/x.dts:10.1-2 syntax error\nFATAL ERROR: Unable to parse",
        "Inconsistent kallsyms data\nTry make KALLSYMS_EXTRA_PASS=1 as a workaround",
        "drivers/x/Kconfig:3:error: recursive dependency detected!\ndrivers/x/Kconfig:3: A by B",
      })
  void ofSeveralLinesOfOneToolTheFirstIsTold(String lines) {
    commits(lines + "\n", lines.lines().findFirst().orElseThrow());
  }

  private static void commits(String text, String message) {
    BuildLog log = log(text + STOP);
    assertThat(log.firstError()).isEqualTo(message);
    assertThat(log.fault()).isEmpty();
  }

  private static void machines(String line, Result.Fault fault, String words) {
    assertThat(log(line + "\nmake: *** [x] Error 1\n").fault())
        .hasValueSatisfying(found -> {
          assertThat(found.fault()).isEqualTo(fault);
          assertThat(found.message()).contains(words);
        });
  }

  private static BuildLog log(String text) {
    var log = new BuildLog(Path.of("/srv/tree"));
    text.lines().forEach(log::line);
    return log;
  }
}
