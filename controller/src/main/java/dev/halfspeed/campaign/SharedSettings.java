package dev.halfspeed.campaign;

import dev.halfspeed.core.ContentDigest;
import dev.halfspeed.jobs.ImageKey;
import dev.halfspeed.json.RowJson;
import dev.halfspeed.machines.ConnectedMachine;
import dev.halfspeed.store.campaign.CampaignRecord;
import dev.halfspeed.work.BootWay;
import dev.halfspeed.worker.protocol.Job;
import dev.halfspeed.worker.protocol.RecipePlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What decides how all boots of a campaign are built and measured, but for their revisions: where
 * that is equal, one campaign's boots may stand for another's. A part of what campaigns keep of
 * their requests.
 *
 * @param shared {@link #digest}; absent where the boots have nothing like it in common
 * @param boots how each machine boots images, by its name
 */
public record SharedSettings(@Nullable String shared, Map<String, BootWay> boots) {
  public SharedSettings {
    boots = Map.copyOf(Objects.requireNonNullElse(boots, Map.of()));
  }

  /** Those of a campaign. */
  public static SharedSettings of(CampaignRecord campaign) {
    return RowJson.read(campaign.detailJson(), SharedSettings.class);
  }

  /**
   * Equal where these are: the recipe with its scripts and parameters, the text of the
   * configuration, the machines and their toolchains. SHA-256, hexadecimal.
   */
  public static String digest(
      RecipePlan plan,
      Job.ConfigBase base,
      List<String> fragments,
      List<ConnectedMachine> machines) {
    var parts = new ArrayList<String>();
    parts.add(plan.digest());
    new TreeMap<>(plan.parameters()).forEach((name, value) -> parts.add(name + "=" + value));
    parts.add(ImageKey.part(base));
    parts.addAll(fragments);
    machines.forEach(machine -> parts.add(machine.name() + ": " + machine.toolchain()));
    return ContentDigest.of(parts);
  }
}
