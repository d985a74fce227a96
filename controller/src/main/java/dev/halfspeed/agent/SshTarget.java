package dev.halfspeed.agent;

import dev.halfspeed.core.ShellWord;
import dev.halfspeed.lab.Machine;
import dev.halfspeed.lab.SshHost;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One of the sshds on the way to a machine, and how messages name it.
 *
 * @param number of the jump host, from 0; as many as there are jump hosts: the machine itself
 */
public record SshTarget(Machine machine, int number) {
  /** The jump hosts in their order, and the machine itself. */
  public static List<SshTarget> leadingTo(Machine machine) {
    var targets = new ArrayList<SshTarget>();
    for (int i = 0; i <= machine.jumps().size(); i++) {
      targets.add(new SshTarget(machine, i));
    }
    return targets;
  }

  /** Where it is, and who logs in. */
  public SshHost host() {
    return isMachine() ? machine.ssh() : machine.jumps().get(number);
  }

  /** Whether it is the machine itself. */
  public boolean isMachine() {
    return number == machine.jumps().size();
  }

  /** Its address; of a jump host with the words that say what it is. */
  public String name() {
    return isMachine() ? host().address() : "the jump host " + host().address();
  }

  /** What it is reached through, with words before it; empty where it is reached directly. */
  public String way() {
    return number == 0 ? "" : " through the jump host " + machine.jumps().get(number - 1).address();
  }

  /** Who logs in where. */
  public String login() {
    return host().user() + "@" + host().host() + (isMachine() ? "" : " (a jump host)");
  }

  /** Where its fields stand. */
  public String entry() {
    return isMachine() ? "the machine's entry" : "the jump host in the machine's entry";
  }

  /** The command line that a person tries the same way with. */
  public String command() {
    var line = new StringBuilder("ssh -i ").append(ShellWord.quote(host().key().toString()));
    if (number > 0) {
      line.append(" -J ")
          .append(
              ShellWord.quote(
                  machine.jumps().stream()
                      .limit(number)
                      .map(SshHost::login)
                      .collect(Collectors.joining(","))));
    }
    return line.append(" -p ")
        .append(host().port())
        .append(' ')
        .append(ShellWord.quote(host().user() + "@" + host().host()))
        .toString();
  }
}
