package dev.halfspeed.cli.client;

import dev.halfspeed.json.JsonPatch;
import dev.halfspeed.report.view.BisectionView;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/** A bisection's view, put together from a whole one and the changes since. */
final class FollowedView {
  private static final JsonMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  private JsonNode tree = JsonNodeFactory.instance.objectNode();
  private @Nullable String lastId;

  /** The last event that was heard; empty before the first. */
  Optional<String> lastId() {
    return Optional.ofNullable(lastId);
  }

  /** Takes an event; tells whether the view is another one now. */
  boolean hear(EventStream.Event event) {
    switch (event.name()) {
      case "snapshot" -> tree = JSON.readTree(event.data());
      case "change" -> tree = JsonPatch.apply(tree, JSON.readTree(event.data()));
      default -> {
        return false;
      }
    }
    lastId = event.id();
    return true;
  }

  /** The view as it is now. */
  BisectionView view() {
    return JSON.treeToValue(tree, BisectionView.class);
  }
}
