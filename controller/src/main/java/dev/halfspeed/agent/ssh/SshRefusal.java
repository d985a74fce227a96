package dev.halfspeed.agent.ssh;

import dev.halfspeed.agent.MachineFault;
import dev.halfspeed.agent.SshTarget;
import dev.halfspeed.core.ShellWord;
import java.util.Collection;
import net.schmizz.sshj.userauth.UserAuth;
import net.schmizz.sshj.userauth.UserAuthException;

/** Why an sshd that shows a known host key does not let Halfspeed in. */
final class SshRefusal {
  private static final String PUBLIC_KEY = "publickey";

  private final SshTarget target;
  private final boolean keyAccepted;
  private final Collection<String> methods;
  private final String banner;

  SshRefusal(SshTarget target, UserAuth authentication) {
    this.target = target;
    this.keyAccepted = authentication.hadPartialSuccess();
    this.methods = authentication.getAllowedMethods();
    this.banner = SshWords.quotable(String.valueOf(authentication.getBanner()));
  }

  /** The fault, with what a person can do about it. */
  MachineFault fault(UserAuthException e) {
    String says = banner.isEmpty() ? "" : "; it says: " + banner;
    return new MachineFault(
        MachineFault.Kind.KEY_REFUSED,
        "machine %s: %s %s%s".formatted(target.machine().name(), target.login(), what(), says),
        nextStep(),
        e);
  }

  private String what() {
    if (keyAccepted) {
      return "accepts the key %s, and wants a second factor as well (%s), which nobody is there to give"
          .formatted(target.host().key(), String.join(", ", methods));
    }
    return methods.isEmpty() || methods.contains(PUBLIC_KEY)
        ? "does not accept the key " + target.host().key()
        : "accepts no keys at all, only " + String.join(", ", methods);
  }

  private String nextStep() {
    if (keyAccepted) {
      return "exempt this user there, at the end of /etc/ssh/sshd_config: Match User %s, and below it AuthenticationMethods publickey; then: systemctl reload ssh"
          .formatted(target.host().user());
    }
    if (!methods.isEmpty() && !methods.contains(PUBLIC_KEY)) {
      return "let this user in by key there, in /etc/ssh/sshd_config: PubkeyAuthentication yes, and"
          + " AuthenticationMethods, if set, with publickey alone";
    }
    return "bring the public key there: ssh-copy-id -i %s -p %d %s; if it is there, see whether the account is locked or has expired, whether sshd_config lets the user in (AllowUsers, PermitRootLogin), and what its log says: journalctl -u ssh"
        .formatted(
            ShellWord.quote(target.host().key().toString()),
            target.host().port(),
            ShellWord.quote(target.host().user() + "@" + target.host().host()));
  }
}
