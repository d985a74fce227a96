package dev.halfspeed.cli.session;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The programs that the machine at hand needs to build, boot and measure kernels. */
public final class RequiredTools {
  /** What is needed. A program is found in the search path; anything else by its file. */
  public static final List<Tool> NEEDED =
      List.of(
          new Tool("git", "git", "--version"),
          new Tool("gcc", "gcc", "--version"),
          new Tool("/usr/include/stdio.h", "libc6-dev", ""),
          new Tool("make", "make", "--version"),
          new Tool("flex", "flex", "--version"),
          new Tool("bison", "bison", "--version"),
          new Tool("bc", "bc", "--version"),
          new Tool("perl", "perl", "--version"),
          new Tool("xz", "xz-utils", "--version"),
          new Tool("/usr/include/libelf.h", "libelf-dev", ""),
          new Tool("ccache", "ccache", "--version"),
          new Tool("sshd", "openssh-server", "-V"),
          new Tool("qemu-system-x86_64", "qemu-system-x86", "--version"),
          new Tool("postgres", "postgresql", "--version"),
          new Tool("pgbench", "postgresql", "--version"));

  private static final Pattern VERSION = Pattern.compile("\\d+(?:\\.\\d+)+(?:p\\d+)?");

  private final List<Path> path;

  /** Looks in the search path of an environment, and where Debian puts what is not in it. */
  public RequiredTools(Map<String, String> environment, Path root) {
    List<Path> folders = new ArrayList<>();
    for (String folder : environment.getOrDefault("PATH", "").split(":")) {
      if (!folder.isEmpty()) {
        folders.add(Path.of(folder));
      }
    }
    folders.add(root.resolve("usr/sbin"));
    folders.add(root.resolve("sbin"));
    try (DirectoryStream<Path> versions =
        Files.newDirectoryStream(root.resolve("usr/lib/postgresql"))) {
      versions.forEach(version -> folders.add(version.resolve("bin")));
    } catch (IOException e) {
      // No PostgreSQL from Debian here.
    }
    path = List.copyOf(folders);
  }

  /**
   * Something that is needed.
   *
   * @param name a program, or the absolute path of a file
   * @param debianPackage the package that has it
   * @param versionOption makes the program say its version; empty where it has none
   */
  public record Tool(String name, String debianPackage, String versionOption) {}

  /** Where it is. */
  public Optional<Path> find(Tool tool) {
    if (tool.name().startsWith("/")) {
      return Optional.of(Path.of(tool.name())).filter(Files::isReadable);
    }
    return path.stream()
        .map(folder -> folder.resolve(tool.name()))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** What a program says about its version; empty when it says nothing in five seconds. */
  public static String version(Tool tool, Path program) {
    if (tool.versionOption().isEmpty()) {
      return "";
    }
    try {
      Process process =
          new ProcessBuilder(program.toString(), tool.versionOption())
              .redirectErrorStream(true)
              .redirectInput(Path.of("/dev/null").toFile())
              .start();
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return "";
      }
      return parseVersion(
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      return "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }

  /**
   * The version in what a program printed. Brackets hold a distribution's, such as gcc's (Debian
   * 12.2.0-14): what is outside them counts first.
   */
  static String parseVersion(String output) {
    for (String line : output.lines().limit(4).toList()) {
      String bare = line.replaceAll("\\([^)]*\\)", "");
      for (String candidate : List.of(bare, line)) {
        Matcher matcher = VERSION.matcher(candidate);
        if (matcher.find()) {
          return matcher.group();
        }
      }
    }
    return "";
  }
}
