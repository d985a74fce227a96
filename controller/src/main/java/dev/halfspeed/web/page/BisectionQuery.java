package dev.halfspeed.web.page;

/**
 * What the address of a bisection's page asks for.
 *
 * @param zoom whether only the stretch where the suspects are is drawn
 * @param commits which page of the commits that were measured, like the next ones from 1
 * @param boots which page of its boots
 * @param faults which page of what went wrong
 * @param decisions which page of its decisions
 */
public record BisectionQuery(boolean zoom, int commits, int boots, int faults, int decisions) {
  /** What the plain address shows. */
  public static final BisectionQuery PLAIN = new BisectionQuery(false, 1, 1, 1, 1);

  public BisectionQuery zoomed(boolean on) {
    return new BisectionQuery(on, commits, boots, faults, decisions);
  }

  public BisectionQuery commits(int page) {
    return new BisectionQuery(zoom, page, boots, faults, decisions);
  }

  public BisectionQuery boots(int page) {
    return new BisectionQuery(zoom, commits, page, faults, decisions);
  }

  public BisectionQuery faults(int page) {
    return new BisectionQuery(zoom, commits, boots, page, decisions);
  }

  public BisectionQuery decisions(int page) {
    return new BisectionQuery(zoom, commits, boots, faults, page);
  }
}
