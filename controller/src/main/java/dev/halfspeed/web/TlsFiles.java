package dev.halfspeed.web;

import dev.halfspeed.problem.IoReason;
import dev.halfspeed.problem.Problem;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.X509KeyManager;
import org.jspecify.annotations.Nullable;

/**
 * A certificate and its key in PEM, read again when they change.
 *
 * @param certificate the server's own first, then those that it was signed with
 * @param key its private key
 * @param look how often the files are looked at
 */
public record TlsFiles(Path certificate, Path key, Duration look) {
  private static final Duration USUAL = Duration.ofSeconds(10);
  private static final long LARGEST_BYTES = 1 << 20;
  private static final String MAKE =
      "Give PEM files that belong together: --tls-cert fullchain.pem --tls-key privkey.pem";

  public TlsFiles(Path certificate, Path key) {
    this(certificate, key, USUAL);
  }

  /**
   * Reads both files.
   *
   * @throws Problem when they are not a certificate that is good today, and its key
   */
  ServerSSLOptions read(Vertx vertx, Instant now) throws Problem {
    byte[] chain = bytes(certificate, "certificate");
    byte[] secret = bytes(key, "key");
    if (isOpen(key)) {
      throw new Problem(
          "The TLS key " + key + " may be read by everybody", "Close it: chmod o= " + key);
    }
    X509Certificate own = own(chain);
    requireValid(own, now);
    var pem =
        new PemKeyCertOptions()
            .addCertValue(Buffer.buffer(chain))
            .addKeyValue(Buffer.buffer(secret));
    if (!isKeyOf(own, privateKey(pem, vertx))) {
      throw noKey(null);
    }
    // With HTTP/2 one connection would be many clients to the limits of connections.
    return new ServerSSLOptions().setKeyCertOptions(pem).setUseAlpn(false);
  }

  private void requireValid(X509Certificate own, Instant now) throws Problem {
    try {
      own.checkValidity(Date.from(now));
    } catch (CertificateExpiredException e) {
      throw new Problem(
          "The certificate " + certificate + " has expired on " + own.getNotAfter().toInstant(),
          "Renew it.",
          e);
    } catch (CertificateNotYetValidException e) {
      throw new Problem(
          "The certificate "
              + certificate
              + " is good from "
              + own.getNotBefore().toInstant()
              + " on only",
          "Wait until then, or see whether the clock of this machine is right.",
          e);
    }
  }

  /** When the files were changed last, as far as that can be told. */
  List<Long> versions() {
    var versions = new ArrayList<Long>();
    for (Path file : List.of(certificate, key)) {
      try {
        versions.add(Files.getLastModifiedTime(file).toMillis());
        versions.add(Files.size(file));
      } catch (IOException e) {
        // It is being replaced: looked at again later.
        versions.add(-1L);
      }
    }
    return versions;
  }

  private static byte[] bytes(Path file, String what) throws Problem {
    try {
      if (!Files.isRegularFile(file) || Files.size(file) > LARGEST_BYTES) {
        throw new Problem("There is no TLS " + what + " " + file, MAKE);
      }
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new Problem("The TLS " + what + " can't be read: " + IoReason.of(e), MAKE, e);
    }
  }

  private static boolean isOpen(Path file) throws Problem {
    try {
      return Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ);
    } catch (IOException e) {
      throw new Problem("The TLS key can't be read: " + IoReason.of(e), MAKE, e);
    }
  }

  private X509Certificate own(byte[] chain) throws Problem {
    try {
      Collection<? extends Certificate> all =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(chain));
      if (!all.isEmpty() && all.iterator().next() instanceof X509Certificate first) {
        return first;
      }
      throw new Problem("There is no certificate in " + certificate, MAKE);
    } catch (CertificateException e) {
      throw new Problem(certificate + " is not a certificate in PEM", MAKE, e);
    }
  }

  private PrivateKey privateKey(PemKeyCertOptions pem, Vertx vertx) throws Problem {
    try {
      for (KeyManager manager : pem.getKeyManagerFactory(vertx).getKeyManagers()) {
        if (manager instanceof X509KeyManager keys) {
          for (String type : List.of("RSA", "EC")) {
            String[] aliases = keys.getServerAliases(type, null);
            if (aliases != null && aliases.length > 0) {
              PrivateKey found = keys.getPrivateKey(aliases[0]);
              if (found != null) {
                return found;
              }
            }
          }
        }
      }
    } catch (Exception e) {
      throw noKey(e);
    }
    throw noKey(null);
  }

  private Problem noKey(@Nullable Exception e) {
    String what =
        "%s is not the key of %s: RSA or EC, in PEM, without a passphrase"
            .formatted(key, certificate);
    return e == null ? new Problem(what, MAKE) : new Problem(what, MAKE, e);
  }

  private static boolean isKeyOf(X509Certificate certificate, PrivateKey key) {
    String algorithm = key.getAlgorithm().equals("EC") ? "SHA256withECDSA" : "SHA256withRSA";
    byte[] something = {1, 2, 3};
    try {
      Signature sign = Signature.getInstance(algorithm);
      sign.initSign(key);
      sign.update(something);
      Signature verify = Signature.getInstance(algorithm);
      verify.initVerify(certificate.getPublicKey());
      verify.update(something);
      return verify.verify(sign.sign());
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
