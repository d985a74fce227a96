package dev.halfspeed.web.page.machine;

import dev.halfspeed.report.Words;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.report.view.machine.CheckView;
import dev.halfspeed.report.view.machine.MachineView;
import dev.halfspeed.web.page.Badge;
import dev.halfspeed.web.page.Fact;
import dev.halfspeed.web.page.Link;
import dev.halfspeed.web.page.Links;
import dev.halfspeed.web.page.Show;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A machine as it is now.
 *
 * @param isBarred whether it gets no new work
 * @param standing whether it gets work, why and by whose word
 * @param since when the standing began; absent where nothing was ever said
 * @param problem why it can't be used; empty where it can
 * @param doing what runs there
 * @param facts pairs of a name and a value
 * @param seenAt absent where it never was
 */
public record MachineCard(
    Link name,
    Badge state,
    boolean isBarred,
    String standing,
    @Nullable Instant since,
    String problem,
    List<String> doing,
    String noise,
    List<Fact> facts,
    List<Fact> tools,
    @Nullable Instant seenAt) {
  public MachineCard {
    doing = List.copyOf(doing);
    facts = List.copyOf(facts);
    tools = List.copyOf(tools);
  }

  static MachineCard of(MachineView machine, Instant now) {
    MachineView.Standing standing = machine.standing();
    CheckView check = machine.lastCheck();
    return new MachineCard(
        new Link(Show.line(machine.name()), Links.machine(machine.name())),
        Badge.machine(machine.state()),
        standing.state().equals("quarantined") || standing.state().equals("drained"),
        words(standing),
        standing.since(),
        Show.line(machine.problem()),
        machine.doing().stream().map(doing -> words(doing, now)).toList(),
        check == null ? "not measured yet" : noise(check),
        facts(machine),
        tools(machine.tools()),
        machine.seenAt());
  }

  private static String words(MachineView.Standing standing) {
    return Show.capital(standing.state())
        + (standing.by() == null ? "" : " by " + Show.line(standing.by()))
        + (standing.reason() == null ? "" : ": " + Show.line(standing.reason()));
  }

  private static String words(BisectionView.Activity doing, Instant now) {
    var text = new StringBuilder(Show.line(doing.doing()));
    BisectionView.Commit commit = doing.commit();
    if (commit != null) {
      text.append(' ').append(Show.commit(commit.id())).append(' ').append(commit.subject());
    }
    String phase = doing.phase();
    if (phase != null && !phase.isEmpty()) {
      text.append(", ").append(phase);
      if (doing.done() != null) {
        text.append(' ').append(doing.done());
        if (doing.total() != null) {
          text.append(" of ").append(doing.total());
        }
      }
    }
    return Show.line(text.append(", for ").append(Words.between(doing.since(), now)).toString());
  }

  static String noise(CheckView check) {
    CheckView.Deviation noise = check.noise();
    return noise == null ? "too little measured" : deviation(noise);
  }

  static String deviation(CheckView.Deviation value) {
    return "%s (95 %%: %s to %s)"
        .formatted(
            Words.smallest(value.fraction()),
            Words.smallest(value.low()),
            Words.smallest(value.high()));
  }

  private static List<Fact> facts(MachineView machine) {
    var facts = new ArrayList<Fact>();
    CheckView check = machine.lastCheck();
    if (check != null && check.resolvable() != null) {
      add(facts, "Finds losses from", Words.smallest(check.resolvable()));
    }
    add(facts, "Address", machine.address());
    add(facts, "Roles", String.join(", ", machine.roles()));
    add(facts, "Boots by", machine.boot());
    add(facts, "Acceleration", machine.acceleration());
    add(facts, "System", machine.operatingSystem());
    add(facts, "Cores", machine.cores() == null ? null : machine.cores().toString());
    add(facts, "Memory", bytes(machine.memoryBytes()));
    add(facts, "Free disk", bytes(machine.diskFreeBytes()));
    return facts;
  }

  private static void add(List<Fact> facts, String name, @Nullable String value) {
    if (value != null && !value.isEmpty()) {
      facts.add(new Fact(name, Show.line(value)));
    }
  }

  private static @Nullable String bytes(@Nullable Long bytes) {
    return bytes == null ? null : Words.bytes(bytes);
  }

  private static List<Fact> tools(Map<String, String> tools) {
    return new TreeMap<>(tools)
        .entrySet().stream()
            .map(tool -> new Fact(Show.line(tool.getKey()), Show.line(tool.getValue())))
            .toList();
  }
}
