package dev.halfspeed.worker.build;

import dev.halfspeed.worker.protocol.Result;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the operating system answers to any tool: words of strerror(3), and ends by a signal. */
final class SystemError {
  private static final Map<String, Result.Fault> FAULTS =
      Map.ofEntries(
          Map.entry("No space left on device", Result.Fault.DISK_FULL),
          Map.entry("Disk quota exceeded", Result.Fault.DISK_FULL),
          Map.entry("Read-only file system", Result.Fault.FILE_SYSTEM),
          Map.entry("Input/output error", Result.Fault.FILE_SYSTEM),
          Map.entry("Structure needs cleaning", Result.Fault.FILE_SYSTEM),
          Map.entry("Stale file handle", Result.Fault.FILE_SYSTEM),
          Map.entry("Stale NFS file handle", Result.Fault.FILE_SYSTEM),
          Map.entry("Transport endpoint is not connected", Result.Fault.FILE_SYSTEM),
          Map.entry("No such device or address", Result.Fault.FILE_SYSTEM),
          Map.entry("Remote I/O error", Result.Fault.FILE_SYSTEM),
          Map.entry("Bad message", Result.Fault.FILE_SYSTEM),
          Map.entry("Host is down", Result.Fault.FILE_SYSTEM),
          Map.entry("Connection timed out", Result.Fault.FILE_SYSTEM),
          Map.entry("File too large", Result.Fault.FILE_SYSTEM),
          Map.entry("I/O error", Result.Fault.FILE_SYSTEM),
          Map.entry("Text file busy", Result.Fault.UNEXPECTED),
          Map.entry("Exec format error", Result.Fault.UNEXPECTED),
          Map.entry("Cannot allocate memory", Result.Fault.OUT_OF_MEMORY),
          Map.entry("memory exhausted", Result.Fault.OUT_OF_MEMORY),
          Map.entry("Memory exhausted", Result.Fault.OUT_OF_MEMORY),
          Map.entry("Cannot fork", Result.Fault.OUT_OF_MEMORY),
          Map.entry("Resource temporarily unavailable", Result.Fault.OUT_OF_MEMORY),
          Map.entry("Too many open files", Result.Fault.OUT_OF_MEMORY),
          Map.entry("Too many open files in system", Result.Fault.OUT_OF_MEMORY));

  /** At the line's end, behind a colon: nothing that is only quoted. */
  private static final Pattern ANSWER =
      Pattern.compile(
          "(?:.*[:;] |.*\\[Errno \\d+] )?['\"\u2018\u201c(]*(?<words>"
              + String.join("|", FAULTS.keySet())
              + ")['\"\u2019\u201d).]*(?: \\(os error \\d+\\).*| at \\S+ line \\d+\\.?)?");

  /** Python puts the file behind it. */
  private static final Pattern PYTHON =
      Pattern.compile(
          "\\w*Error: \\[Errno \\d+] (?<words>" + String.join("|", FAULTS.keySet()) + "): .*");

  private static final Pattern MEMORY =
      Pattern.compile(
          "(?:[\\w./+-]+: )*(?:fatal error: |error: |LLVM ERROR: )?(?:out of memory|virtual memory"
              + " exhausted|memory exhausted)\\b.*|Out of memory!|MemoryError|.*std::bad_alloc.*"
              + "|memory allocation of \\d+ bytes failed.*");

  /** Of gcc, clang, collect2, and of the shell that waited. */
  private static final Pattern KILLED =
      Pattern.compile(
          "[\\w./+-]+: (?:fatal error|error|internal compiler error): .*\\b(?:Killed\\b|signal"
              + " 9\\b).*|error: .*\\bSIGKILL\\b.*|(?:\\S+: )?(?:(?:line )?\\d+: )?(?:\\d+ )?Killed\\b(?: .*)?");

  /** SIGBUS: what linkers and compilers get for a mapped file on a full or failing disk. */
  private static final Pattern BUS_ERROR =
      Pattern.compile(
          "[\\w./+-]+: (?:fatal error|error|internal compiler error): .*\\bBus error\\b.*"
              + "|(?:\\S+: )?(?:(?:line )?\\d+: )?(?:\\d+ )?Bus error\\b(?: .*)?");

  private SystemError() {}

  /** What is wrong with the machine, where a line that is nobody's talk about source says so. */
  static Optional<BuildError> of(String line) {
    @Nullable BuildError answer = answered(line);
    if (answer != null) {
      return Optional.of(answer);
    }
    if (BUS_ERROR.matcher(line).matches()) {
      return Optional.of(
          BuildError.ofMachine(
              Result.Fault.UNEXPECTED,
              "a file that a tool had mapped could not be read or written, or memory is broken",
              line));
    }
    if (MEMORY.matcher(line).matches() || KILLED.matcher(line).matches()) {
      return Optional.of(memory(line));
    }
    return Optional.empty();
  }

  /** Of a fatal error of a compiler, which also stands behind a place in the source. */
  static Optional<BuildError> ofFatal(String line) {
    return Optional.ofNullable(answered(line));
  }

  private static @Nullable BuildError answered(String line) {
    Matcher answer = ANSWER.matcher(line);
    Matcher python = PYTHON.matcher(line);
    String words =
        answer.matches() ? answer.group("words") : python.matches() ? python.group("words") : null;
    if (words == null) {
      return null;
    }
    return switch (FAULTS.getOrDefault(words, Result.Fault.FILE_SYSTEM)) {
      case DISK_FULL ->
          BuildError.ofMachine(
              Result.Fault.DISK_FULL,
              words.startsWith("Disk quota") ? "the disk quota is used up" : "the disk is full",
              line);
      case OUT_OF_MEMORY ->
          switch (words) {
            case "Too many open files", "Too many open files in system" ->
                BuildError.ofMachine(
                    Result.Fault.OUT_OF_MEMORY, "the machine allows too few open files", line);
            case "Cannot fork", "Resource temporarily unavailable" ->
                BuildError.ofMachine(
                    Result.Fault.OUT_OF_MEMORY,
                    "the machine has too little memory, or allows too few processes",
                    line);
            default -> memory(line);
          };
      case UNEXPECTED ->
          BuildError.ofMachine(
              Result.Fault.UNEXPECTED, "a program of the build folder cannot be run", line);
      default ->
          BuildError.ofMachine(
              Result.Fault.FILE_SYSTEM, "a file system of this machine does not work", line);
    };
  }

  static BuildError memory(String line) {
    return BuildError.ofMachine(
        Result.Fault.OUT_OF_MEMORY, "the machine has too little memory", line);
  }
}
