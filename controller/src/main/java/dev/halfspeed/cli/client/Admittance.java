package dev.halfspeed.cli.client;

import dev.halfspeed.core.Role;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whom a controller that is started lets in beside its own user, and how.
 *
 * @param tokens what may be shown beside the state directory's token, by name
 * @param role what those may do who show one of them
 * @param anonymousViewers whether who shows nothing may read
 * @param tls the certificate and its key; absent: traffic is not encrypted
 */
public record Admittance(
    Map<String, String> tokens, Role role, boolean anonymousViewers, @Nullable Tls tls) {
  /** The controller's own user alone. */
  public static final Admittance OWN = new Admittance(Map.of(), Role.ADMIN, false, null);

  /** Files in PEM. */
  public record Tls(Path certificate, Path key) {}

  public Admittance {
    tokens = Map.copyOf(tokens);
  }

  /** The same with what may be shown. */
  public Admittance with(Map<String, String> others) {
    return new Admittance(others, role, anonymousViewers, tls);
  }
}
