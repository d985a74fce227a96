package dev.halfspeed.worker.profile;

import dev.halfspeed.worker.host.LineReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
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

  /** A kernel with all its modules has half of that. */
  private static final int MOST_FUNCTIONS = 300_000;

  private static final int MOST_NAME_BYTES = 8 << 20;
  private static final int UNSET = -1;

  /** In order, each once. */
  private final long[] addresses;

  /** Where the name of each begins. */
  private final int[] starts;

  /** All names, each with a line feed behind it: a worker's heap is small. */
  private byte[] names = new byte[1 << 16];

  private int length;

  private KernelSymbols(long[] addresses) {
    this.addresses = addresses;
    starts = new int[addresses.length];
    Arrays.fill(starts, UNSET);
  }

  /** Whether an address is the kernel's: on each architecture the upper half is. */
  static boolean isKernel(long address) {
    return address < 0;
  }

  /** Reads a file; empty where there is none, or it hides addresses. */
  static Optional<KernelSymbols> read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    long[] addresses = addresses(file);
    if (addresses.length == 0) {
      return Optional.empty();
    }
    var symbols = new KernelSymbols(addresses);
    each(file, symbols::add);
    return Optional.of(symbols);
  }

  /** Takes a function. */
  private interface Taker {
    void take(long address, String name);
  }

  private static void each(Path file, Taker taker) throws IOException {
    try (LineReader lines = LineReader.of(file)) {
      for (@Nullable String line = lines.next(); line != null; line = lines.next()) {
        Matcher symbol = LINE.matcher(line);
        if (symbol.matches() && KINDS.contains(symbol.group(2))) {
          long address = Long.parseUnsignedLong(symbol.group(1), 16);
          if (isKernel(address)) {
            taker.take(address, symbol.group(3));
          }
        }
      }
    }
  }

  private static long[] addresses(Path file) throws IOException {
    int[] count = new int[1];
    each(file, (_, _) -> count[0]++);
    var found = new long[Math.min(count[0], MOST_FUNCTIONS)];
    count[0] = 0;
    each(
        file,
        (address, _) -> {
          if (count[0] < found.length) {
            found[count[0]++] = address;
          }
        });
    Arrays.sort(found, 0, count[0]);
    int distinct = 0;
    for (int index = 0; index < count[0]; index++) {
      if (distinct == 0 || found[index] != found[distinct - 1]) {
        found[distinct++] = found[index];
      }
    }
    return Arrays.copyOf(found, distinct);
  }

  /** Of several names of one address the first is kept. */
  private void add(long address, String name) {
    int index = Arrays.binarySearch(addresses, address);
    byte[] bytes = (name + "\n").getBytes(StandardCharsets.UTF_8);
    if (index < 0 || starts[index] != UNSET || length + bytes.length > MOST_NAME_BYTES) {
      return;
    }
    if (length + bytes.length > names.length) {
      names = Arrays.copyOf(names, Math.min(MOST_NAME_BYTES, 2 * names.length));
    }
    starts[index] = length;
    System.arraycopy(bytes, 0, names, length, bytes.length);
    length += bytes.length;
  }

  /** The function at an address; empty below the first. */
  Optional<String> at(long address) {
    int found = Arrays.binarySearch(addresses, address);
    int index = found >= 0 ? found : -found - 2;
    if (index < 0 || starts[index] == UNSET) {
      return Optional.empty();
    }
    int end = starts[index];
    while (names[end] != '\n') {
      end++;
    }
    return Optional.of(
        new String(names, starts[index], end - starts[index], StandardCharsets.UTF_8));
  }
}
