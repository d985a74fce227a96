package dev.halfspeed.cli.client;

import dev.halfspeed.problem.IoReason;
import dev.halfspeed.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** Which certificates of controllers are believed. */
public final class Trust {
  /** What Debian, and Red Hat, keep for all programs; Java has a list of its own. */
  private static final List<Path> SYSTEM =
      List.of(
          Path.of("/etc/ssl/certs/ca-certificates.crt"),
          Path.of("/etc/pki/tls/certs/ca-bundle.crt"));

  private static final String NEXT =
      "Name the certificate in PEM that signed the controller's: --ca FILE";

  private Trust() {}

  /** Those that the system believes. */
  public static SSLContext ofSystem() throws Problem {
    for (Path bundle : SYSTEM) {
      if (Files.isReadable(bundle)) {
        return context(managers(store(bundle)));
      }
    }
    return context(managers(null));
  }

  /** Those that are in a file, or are signed with one of them. */
  public static SSLContext of(Path file) throws Problem {
    return context(managers(store(file)));
  }

  /**
   * The one that a file begins with, by whatever name its server is asked: for a controller whose
   * own user asks it.
   */
  public static SSLContext only(Path file) throws Problem {
    return context(new TrustManager[] {new Pinned(certificates(file).iterator().next())});
  }

  private static KeyStore store(Path file) throws Problem {
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      int number = 0;
      for (Certificate certificate : certificates(file)) {
        store.setCertificateEntry("ca" + number, certificate);
        number++;
      }
      return store;
    } catch (GeneralSecurityException | IOException e) {
      throw new Problem("The certificates in " + file + " can't be used", NEXT, e);
    }
  }

  private static Collection<? extends Certificate> certificates(Path file) throws Problem {
    try (InputStream input = Files.newInputStream(file)) {
      Collection<? extends Certificate> found =
          CertificateFactory.getInstance("X.509").generateCertificates(input);
      if (found.isEmpty()) {
        throw new Problem("There is no certificate in " + file, NEXT);
      }
      return found;
    } catch (IOException e) {
      throw new Problem("The certificates can't be read: " + IoReason.of(e), NEXT, e);
    } catch (CertificateException e) {
      throw new Problem(file + " has no certificates in PEM", NEXT, e);
    }
  }

  private static TrustManager[] managers(@Nullable KeyStore store) throws Problem {
    try {
      var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      return factory.getTrustManagers();
    } catch (GeneralSecurityException e) {
      throw new Problem("The certificates can't be used", NEXT, e);
    }
  }

  private static SSLContext context(TrustManager[] managers) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, managers, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has TLS", e);
    }
  }

  /** Believes one certificate. */
  private static final class Pinned extends X509ExtendedTrustManager {
    private final Certificate own;

    Pinned(Certificate own) {
      this.own = own;
    }

    private void check(X509Certificate[] chain) throws CertificateException {
      if (!chain[0].equals(own)) {
        throw new CertificateException("not the certificate of the state directory's controller");
      }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
        throws CertificateException {
      check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
        throws CertificateException {
      check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
        throws CertificateException {
      throw new CertificateException("for servers alone");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
        throws CertificateException {
      throw new CertificateException("for servers alone");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      throw new CertificateException("for servers alone");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
