package dev.halfspeed.worker.profile;

import dev.halfspeed.worker.host.LineReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The functions of a kernel by address, from /proc/kallsyms or the System.map of its build. */
final class KernelSymbols {
  private static final Pattern LINE =
      Pattern.compile("([0-9a-fA-F]{1,16}) ([a-zA-Z]) ([^\\s]{1,500})(?:\\s.*)?");

  /** Of functions: local, global, weak. */
  private static final String KINDS = "tTwW";

  private final long[] addresses;
  private final String[] names;

  private KernelSymbols(List<Symbol> sorted) {
    addresses = sorted.stream().mapToLong(Symbol::address).toArray();
    names = sorted.stream().map(Symbol::name).toArray(String[]::new);
  }

  private record Symbol(long address, String name) {}

  /** Whether an address is the kernel's: on each architecture the upper half is. */
  static boolean isKernel(long address) {
    return address < 0;
  }

  /** Reads a file; empty where there is none, or it hides addresses. */
  static Optional<KernelSymbols> read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    var symbols = new ArrayList<Symbol>();
    try (LineReader lines = LineReader.of(file)) {
      for (@Nullable String line = lines.next(); line != null; line = lines.next()) {
        Matcher symbol = LINE.matcher(line);
        if (symbol.matches() && KINDS.contains(symbol.group(2))) {
          long address = Long.parseUnsignedLong(symbol.group(1), 16);
          if (isKernel(address)) {
            symbols.add(new Symbol(address, symbol.group(3)));
          }
        }
      }
    }
    symbols.sort(Comparator.comparingLong(Symbol::address));
    return symbols.isEmpty() ? Optional.empty() : Optional.of(new KernelSymbols(symbols));
  }

  /** The function at an address; empty below the first. */
  Optional<String> at(long address) {
    int found = Arrays.binarySearch(addresses, address);
    int index = found >= 0 ? first(found) : -found - 2;
    return index < 0 ? Optional.empty() : Optional.of(names[first(index)]);
  }

  /** Of several names of one address the first. */
  private int first(int index) {
    int first = index;
    while (first > 0 && addresses[first - 1] == addresses[index]) {
      first--;
    }
    return first;
  }
}
