package dev.halfspeed.web;

import dev.halfspeed.web.access.Token;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where and for whom a server is.
 *
 * @param host a name or an address of this machine
 * @param port 0: any free one
 * @param tokens that hold as long as it runs: at least one, that of the state directory first
 * @param anonymousViewers whether who shows nothing may read
 * @param tls its certificate and key; absent: traffic is not encrypted
 */
public record Serving(
    String host, int port, List<Token> tokens, boolean anonymousViewers, @Nullable TlsFiles tls) {
  /** For those with a token alone, without TLS. */
  static Serving plain(String host, int port, List<Token> tokens) {
    return new Serving(host, port, tokens, false, null);
  }
}
