package dev.halfspeed.agent.ssh;

import java.security.Provider;
import java.security.Security;

/**
 * Reads ECDSA keys for the SSH library: it asks for them by a name that Java's own providers do not
 * know, and Bouncy Castle's whole provider is slow where Java's is fast.
 */
final class EcdsaKeys extends Provider {
  private static final long serialVersionUID = 1;

  private EcdsaKeys() {
    super("HalfspeedEcdsa", "1", "ECDSA public keys as Bouncy Castle reads them");
    put("KeyFactory.ECDSA", "org.bouncycastle.jcajce.provider.asymmetric.ec.KeyFactorySpi$EC");
  }

  /** Makes them known, behind all other providers. */
  static void register() {
    Security.addProvider(new EcdsaKeys());
  }
}
