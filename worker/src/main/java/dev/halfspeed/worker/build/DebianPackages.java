package dev.halfspeed.worker.build;

import java.util.Map;
import java.util.Optional;

/** Which package of Debian has what a kernel's build needs on a machine. */
final class DebianPackages {
  private static final Map<String, String> PROGRAMS =
      Map.ofEntries(
          Map.entry("ar", "binutils"),
          Map.entry("as", "binutils"),
          Map.entry("awk", "gawk"),
          Map.entry("cc", "gcc"),
          Map.entry("cc1", "gcc"),
          Map.entry("cc1plus", "g++"),
          Map.entry("cpp", "cpp"),
          Map.entry("depmod", "kmod"),
          Map.entry("dtc", "device-tree-compiler"),
          Map.entry("gmake", "make"),
          Map.entry("ld", "binutils"),
          Map.entry("ld.bfd", "binutils"),
          Map.entry("ld.gold", "binutils"),
          Map.entry("ld.lld", "lld"),
          Map.entry("lz4c", "lz4"),
          Map.entry("mkimage", "u-boot-tools"),
          Map.entry("nm", "binutils"),
          Map.entry("objcopy", "binutils"),
          Map.entry("objdump", "binutils"),
          Map.entry("pahole", "dwarves"),
          Map.entry("python", "python-is-python3"),
          Map.entry("ranlib", "binutils"),
          Map.entry("readelf", "binutils"),
          Map.entry("strip", "binutils"),
          Map.entry("unxz", "xz-utils"),
          Map.entry("xxd", "xxd"),
          Map.entry("xz", "xz-utils"));

  /** Headers that only programs of the build use, never the kernel itself; also by folder. */
  private static final Map<String, String> HEADERS =
      Map.ofEntries(
          Map.entry("bfd.h", "binutils-dev"),
          Map.entry("curses.h", "libncurses-dev"),
          Map.entry("dis-asm.h", "binutils-dev"),
          Map.entry("dwarf.h", "libdw-dev"),
          Map.entry("elf.h", "libc6-dev"),
          Map.entry("elfutils", "libdw-dev"),
          Map.entry("gcc-plugin.h", "gcc-12-plugin-dev, or that of the machine's gcc"),
          Map.entry("gelf.h", "libelf-dev"),
          Map.entry("gmp.h", "libgmp-dev"),
          Map.entry("libelf.h", "libelf-dev"),
          Map.entry("lzma.h", "liblzma-dev"),
          Map.entry("mpc.h", "libmpc-dev"),
          Map.entry("mpfr.h", "libmpfr-dev"),
          Map.entry("ncurses.h", "libncurses-dev"),
          Map.entry("openssl", "libssl-dev"),
          Map.entry("Python.h", "python3-dev"),
          Map.entry("stdint.h", "libc6-dev"),
          Map.entry("stdio.h", "libc6-dev"),
          Map.entry("stdlib.h", "libc6-dev"),
          Map.entry("string.h", "libc6-dev"),
          Map.entry("sys", "libc6-dev"),
          Map.entry("unistd.h", "libc6-dev"),
          Map.entry("yaml.h", "libyaml-dev"),
          Map.entry("zlib.h", "zlib1g-dev"),
          Map.entry("zstd.h", "libzstd-dev"));

  private static final Map<String, String> LIBRARIES =
      Map.ofEntries(
          Map.entry("c", "libc6-dev"),
          Map.entry("crypto", "libssl-dev"),
          Map.entry("dw", "libdw-dev"),
          Map.entry("elf", "libelf-dev"),
          Map.entry("gmp", "libgmp-dev"),
          Map.entry("lzma", "liblzma-dev"),
          Map.entry("mpc", "libmpc-dev"),
          Map.entry("mpfr", "libmpfr-dev"),
          Map.entry("ncurses", "libncurses-dev"),
          Map.entry("ssl", "libssl-dev"),
          Map.entry("yaml", "libyaml-dev"),
          Map.entry("z", "zlib1g-dev"),
          Map.entry("zstd", "libzstd-dev"));

  private DebianPackages() {}

  /** The package of a program, which mostly has its name. */
  static String ofProgram(String name) {
    return PROGRAMS.getOrDefault(name, name);
  }

  /** The package of a header such as {@code openssl/bio.h}; empty for the kernel's own. */
  static Optional<String> ofHeader(String name) {
    String whole = HEADERS.get(name);
    int slash = name.indexOf('/');
    return whole != null || slash < 0
        ? Optional.ofNullable(whole)
        : Optional.ofNullable(HEADERS.get(name.substring(0, slash)));
  }

  /** The package of what the linker's option {@code -l} names. */
  static String ofLibrary(String name) {
    return LIBRARIES.getOrDefault(name, "lib" + name + "-dev");
  }
}
