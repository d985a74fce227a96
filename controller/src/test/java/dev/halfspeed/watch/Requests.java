package dev.halfspeed.watch;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Requests for watches that are as they should be. */
final class Requests {
  private Requests() {}

  static WatchRequest.Ref branch(String pattern) {
    return new WatchRequest.Ref(WatchRequest.Kind.BRANCH, pattern, null);
  }

  static WatchRequest.Ref tags(String pattern) {
    return new WatchRequest.Ref(WatchRequest.Kind.TAGS, pattern, null);
  }

  static WatchRequest.Ref rebuilt(String branch, String mainline) {
    return new WatchRequest.Ref(WatchRequest.Kind.REBUILT, branch, mainline);
  }

  static WatchRequest.Workload workload(String recipe) {
    return new WatchRequest.Workload(recipe, null, Map.of(), List.of());
  }

  /** A look every hour, and eight machine hours a day. */
  static WatchRequest of(String name, String repository, WatchRequest.Ref... refs) {
    return of(name, repository, null, refs);
  }

  /** The same that ends at a time. */
  static WatchRequest of(
      String name, String repository, @Nullable Instant until, WatchRequest.Ref... refs) {
    return new WatchRequest(
        name,
        repository,
        null,
        List.of(refs),
        "v6.0",
        List.of(workload("tiny")),
        "tinyconfig",
        List.of(),
        null,
        60,
        null,
        until,
        8,
        1,
        1,
        1,
        8,
        0,
        1);
  }
}
