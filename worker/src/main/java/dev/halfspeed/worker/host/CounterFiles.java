package dev.halfspeed.worker.host;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The files in which a kernel keeps its counters, and how they are copied out of a guest: each line
 * with the name of its file before it, as {@code grep -H} prints them.
 */
public final class CounterFiles {
  /** As a shell takes them; a kernel has those that its configuration gives it. */
  public static final List<String> NAMES =
      List.of(
          "/proc/uptime",
          "/proc/stat",
          "/proc/vmstat",
          "/proc/meminfo",
          "/proc/interrupts",
          "/proc/softirqs",
          "/proc/schedstat",
          "/proc/pressure/cpu",
          "/proc/pressure/io",
          "/proc/pressure/memory",
          "/proc/pressure/irq",
          "/proc/net/snmp",
          "/proc/net/netstat",
          "/proc/diskstats",
          "/sys/kernel/mm/transparent_hugepage/khugepaged/pages_collapsed",
          "/sys/kernel/mm/transparent_hugepage/khugepaged/full_scans",
          "/proc/[0-9]*/stat");

  private static final String PROCESSES = "/proc/[0-9]*/stat";

  /** More than any kernel has, with thousands of processes and interrupts of hundreds of CPUs. */
  static final int LARGEST = 16 << 20;

  private CounterFiles() {}

  /**
   * Reads those of a machine.
   *
   * @param root its root folder: / but in tests
   * @return the lines of each file that is there, by its name
   */
  public static Map<String, List<String>> of(Path root) {
    var files = new LinkedHashMap<String, List<String>>();
    for (String name : NAMES) {
      if (name.equals(PROCESSES)) {
        for (String process : processes(root)) {
          read(root, "/proc/" + process + "/stat", files);
        }
      } else {
        read(root, name, files);
      }
    }
    return files;
  }

  /**
   * Reads a copy.
   *
   * @return as {@link #of}; nothing where there is no copy, or one that no kernel makes
   */
  public static Map<String, List<String>> copied(Path copy) throws IOException {
    var files = new LinkedHashMap<String, List<String>>();
    if (Files.exists(copy) && Files.size(copy) > LARGEST) {
      refuse(copy.toString());
    } else if (Files.exists(copy)) {
      Files.readString(copy, StandardCharsets.ISO_8859_1)
          .lines()
          .forEach(line -> {
            int end = line.indexOf(':');
            if (end > 0) {
              files
                  .computeIfAbsent(line.substring(0, end), _ -> new ArrayList<>())
                  .add(line.substring(end + 1));
            }
          });
    }
    return files;
  }

  private static void read(Path root, String name, Map<String, List<String>> files) {
    try (InputStream in = Files.newInputStream(root.resolve(name.substring(1)))) {
      byte[] bytes = in.readNBytes(LARGEST + 1);
      if (bytes.length > LARGEST) {
        refuse(name);
      } else {
        files.put(name, new String(bytes, StandardCharsets.ISO_8859_1).lines().toList());
      }
    } catch (IOException e) {
      // The kernel has no such file, or the process has ended.
    }
  }

  /** Counters are no reason to lose a measurement, nor to read without end. */
  private static void refuse(String file) {
    System.err.println(
        "counters are left out: " + file + " has more than " + (LARGEST >> 20) + " MB");
  }

  private static List<String> processes(Path root) {
    var names = new ArrayList<String>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(root.resolve("proc"), "[0-9]*")) {
      found.forEach(process -> names.add(process.getFileName().toString()));
    } catch (IOException | DirectoryIteratorException e) {
      return List.of();
    }
    return names;
  }
}
