package dev.halfspeed.cli.client;

import dev.halfspeed.problem.Problem;
import dev.halfspeed.report.view.watch.WatchValues;
import dev.halfspeed.report.view.watch.WatchView;
import dev.halfspeed.watch.WatchRequest;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Watches, and what they measured. */
public final class WatchClient {
  private final ApiCalls calls;

  WatchClient(ApiCalls calls) {
    this.calls = calls;
  }

  /** All watches. */
  public List<WatchView> watches() throws Problem {
    return calls.all("/api/v1/watches", WatchView.class);
  }

  /** One watch, with its points. */
  public WatchView watch(String name) throws Problem {
    return ApiCalls.read(calls.get("/api/v1/watches/" + ApiCalls.encode(name)), WatchView.class);
  }

  /** All values of a watch's series. */
  public List<WatchValues> watchValues(String name) throws Problem {
    return Arrays.asList(
        ApiCalls.read(
            calls.get("/api/v1/watches/" + ApiCalls.encode(name) + "/values"),
            WatchValues[].class));
  }

  /** Adds a watch. */
  public WatchView addWatch(WatchRequest request) throws Problem {
    return ApiCalls.read(calls.accepted(calls.once("/api/v1/watches", request)), WatchView.class);
  }

  /**
   * Does something with a watch.
   *
   * @param what pause, resume, run-now or remove
   */
  public WatchView changeWatch(String name, String what, String reason) throws Problem {
    return ApiCalls.read(
        calls.post(
            "/api/v1/watches/" + ApiCalls.encode(name) + "/" + what, Map.of("reason", reason)),
        WatchView.class);
  }
}
