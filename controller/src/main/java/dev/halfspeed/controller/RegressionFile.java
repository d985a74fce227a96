package dev.halfspeed.controller;

import dev.halfspeed.notify.NotifySettings;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.regression.reconcile.RegressionSettings;
import dev.halfspeed.yaml.YamlFields;
import java.nio.file.Path;

/**
 * The whole of {@code notify.yaml}.
 *
 * @param notices who is told what
 * @param patience how long is waited for what, and how much of the lab may be used
 */
public record RegressionFile(NotifySettings notices, RegressionSettings patience) {
  /** What holds where there is no file. */
  public static final RegressionFile NONE =
      new RegressionFile(NotifySettings.NONE, RegressionSettings.USUAL);

  private static final int MOST = 1000;

  /**
   * Reads it.
   *
   * @throws Problem the first thing that is wrong in it
   */
  public static RegressionFile read(Path file) throws Problem {
    YamlFields fields = NotifySettings.fields(file);
    NotifySettings notices = NotifySettings.read(fields);
    RegressionSettings patience = patience(fields.below("patience"));
    fields.end();
    return new RegressionFile(notices, patience);
  }

  private static RegressionSettings patience(YamlFields fields) throws Problem {
    RegressionSettings usual = RegressionSettings.USUAL;
    var patience =
        new RegressionSettings(
            fields.duration("hold", usual.hold()),
            fields.duration("confirm-within", usual.confirmWithin()),
            fields.duration("bisect-within", usual.bisectWithin()),
            fields.duration("check-within", usual.checkWithin()),
            fields.duration("stays", usual.stays()),
            fields.count("campaigns", usual.campaignsAtOnce(), 1, MOST),
            fields.count("bisections-an-hour", usual.bisectionsAnHour(), 1, MOST),
            usual.waiting());
    fields.end();
    return patience;
  }
}
