package dev.halfspeed.lab;

import dev.halfspeed.problem.Problem;
import dev.halfspeed.worker.protocol.BootPlan;
import dev.halfspeed.worker.protocol.Result;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds out which programs a machine lacks for what it is to do, before anything is started. */
public final class ToolCheck {
  private static final List<String> FOR_BUILDS =
      List.of("git", "gcc", "make", "ld", "flex", "bison", "bc", "perl", "tar");

  // Where Debian has them; a tool that is not here is in a package of its own name.
  private static final Map<String, String> PACKAGES =
      Map.ofEntries(
          Map.entry("ld", "binutils"),
          Map.entry("libelf", "libelf-dev"),
          Map.entry("xz", "xz-utils"),
          Map.entry("kexec", "kexec-tools"),
          Map.entry("grub-editenv", "grub-common"),
          Map.entry("bootctl", "systemd-boot"),
          Map.entry("postgres", "postgresql"),
          Map.entry("pgbench", "postgresql"),
          Map.entry("qemu-system-x86_64", "qemu-system-x86"),
          Map.entry("qemu-system-aarch64", "qemu-system-arm"),
          Map.entry("qemu-system-riscv64", "qemu-system-misc"));

  private ToolCheck() {}

  /**
   * What a machine lacks.
   *
   * @param recipe what it needs where it is prepared and run, such as postgres
   * @return absent when nothing is missing
   */
  public static Optional<Problem> missing(Machine machine, Result.Facts facts, RecipeTools recipe) {
    List<String> missing =
        wanted(machine, facts, recipe.names()).stream()
            .filter(tool -> !facts.tools().containsKey(tool))
            .toList();
    if (missing.isEmpty()) {
      return refused(machine, facts);
    }
    var packages = new LinkedHashSet<String>();
    missing.forEach(tool ->
        packages.add(recipe.packages().getOrDefault(tool, PACKAGES.getOrDefault(tool, tool))));
    return Optional.of(
        new Problem(
            "machine " + machine.name() + " lacks " + listed(missing),
            "there: apt-get install " + String.join(" ", packages)));
  }

  private static Optional<Problem> refused(Machine machine, Result.Facts facts) {
    if (!needsSudo(machine) || !Result.Facts.REFUSED.equals(facts.tools().get("sudo"))) {
      return Optional.empty();
    }
    String user = machine.user();
    return Optional.of(
        new Problem(
            "on machine " + machine.name() + " sudo -n true fails for " + user,
            "there, as root: echo '%s ALL=(root) NOPASSWD: ALL' >/etc/sudoers.d/halfspeed"
                .formatted(user)));
  }

  /** Installing and booting an image is root's, whoever logs in. */
  private static boolean needsSudo(Machine machine) {
    return machine.boot().own() != null
        && machine.roles().contains(Machine.Role.TEST)
        && !machine.user().equals("root");
  }

  /** Programs that may be needed to boot images on a machine, by any of their names. */
  public static List<String> bootTools(Machine machine) {
    Machine.Own own = machine.boot().own();
    if (own == null) {
      return List.of();
    }
    return switch (own.method()) {
      case KEXEC -> List.of("kexec", "sudo");
      case GRUB -> List.of("grub-editenv", "grub2-editenv", "sudo");
      case SYSTEMD_BOOT -> List.of("bootctl", "sudo");
    };
  }

  private static List<String> bootTools(BootPlan.Method method, Set<String> there) {
    return switch (method) {
      case KEXEC -> List.of("kexec");
      case GRUB -> List.of(there.contains("grub2-editenv") ? "grub2-editenv" : "grub-editenv");
      case SYSTEMD_BOOT -> List.of("bootctl");
    };
  }

  private static Set<String> wanted(
      Machine machine, Result.Facts facts, Collection<String> recipeTools) {
    Set<Machine.Role> roles = machine.roles();
    var wanted = new LinkedHashSet<String>();
    if (roles.contains(Machine.Role.BUILD)) {
      wanted.addAll(FOR_BUILDS);
      if (facts.architecture().equals("x86_64")) {
        // Its kernels are built with objtool.
        wanted.add("libelf");
      }
    }
    if (roles.contains(Machine.Role.TEST)) {
      Machine.Own own = machine.boot().own();
      if (own == null) {
        wanted.add("qemu-system-" + facts.architecture());
      } else {
        wanted.addAll(bootTools(own.method(), facts.tools().keySet()));
        if (needsSudo(machine)) {
          wanted.add("sudo");
        }
      }
      wanted.addAll(recipeTools);
    }
    return wanted;
  }

  private static String listed(List<String> words) {
    var most = new ArrayList<>(words);
    String last = most.removeLast();
    return most.isEmpty() ? last : String.join(", ", most) + " and " + last;
  }
}
