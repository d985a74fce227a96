package dev.halfspeed.lab;

import java.nio.file.Path;

/**
 * An sshd that is logged in to: a machine's own, or that of a jump host on the way there.
 *
 * @param host name or address
 * @param key private key file
 * @param knownHosts file that its host key is checked against
 */
public record SshHost(String host, int port, String user, Path key, Path knownHosts) {
  private static final int DEFAULT_PORT = 22;

  /** Host and port, as people write it. */
  public String address() {
    return bracketed() + ":" + port;
  }

  /** As the ssh program takes it: user@host, with the port where it is not the usual one. */
  public String login() {
    return user + "@" + bracketed() + (port == DEFAULT_PORT ? "" : ":" + port);
  }

  private String bracketed() {
    return host.indexOf(':') < 0 ? host : "[" + host + "]";
  }
}
