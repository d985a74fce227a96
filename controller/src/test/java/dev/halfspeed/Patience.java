package dev.halfspeed;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * How long every test waits for what has to come: as long as no busy machine takes, since it only
 * ends what hangs. JUnit finds it by itself.
 */
public final class Patience implements BeforeAllCallback {
  @Override
  public void beforeAll(ExtensionContext test) {
    Awaitility.setDefaultTimeout(Duration.ofMinutes(5));
  }
}
