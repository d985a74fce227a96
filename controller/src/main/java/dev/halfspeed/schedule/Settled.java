package dev.halfspeed.schedule;

import dev.halfspeed.work.BootWay;
import java.util.List;
import java.util.Map;

/** What was settled when a campaign was accepted, as far as the engine depends on it. */
public interface Settled {
  /** Names of the machines, in the order in which the campaign numbers them. */
  List<String> machines();

  /** How each machine boots images, by its name; complete once its acceleration is known. */
  Map<String, BootWay> boots();

  /** The same with the way in which a machine boots. */
  Settled withBoot(String machine, BootWay way);
}
