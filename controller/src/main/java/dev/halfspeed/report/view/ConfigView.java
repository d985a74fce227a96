package dev.halfspeed.report.view;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An effective .config: what {@code make olddefconfig} made of the requested configuration for some
 * images of a bisection.
 *
 * @param digest SHA-256 of its text
 * @param options how many options it sets
 * @param images that were built with it, in the order in which that was
 * @param fromGood how it differs from that of the good end's image; absent until that is built
 * @param fromBad the same of the bad end
 */
public record ConfigView(
    String bisection,
    String digest,
    int options,
    List<Image> images,
    @Nullable Difference fromGood,
    @Nullable Difference fromBad) {
  public ConfigView {
    images = List.copyOf(images);
  }

  /**
   * An image.
   *
   * @param role good end, bad end, candidate, revert
   * @param job the attempt that built it
   * @param release what {@code uname -r} says there
   */
  public record Image(
      BisectionView.Commit commit,
      String role,
      String machine,
      String job,
      String buildId,
      String release) {}

  /**
   * How a configuration differs from that of an end.
   *
   * @param digest of the end's
   * @param options that have other values, by name
   */
  public record Difference(String digest, List<Option> options) {
    public Difference {
      options = List.copyOf(options);
    }
  }

  /**
   * An option.
   *
   * @param name such as CONFIG_NUMA
   * @param here its value as in a .config, n where it is not set; absent where it does not exist
   * @param there the same at the end
   */
  public record Option(String name, @Nullable String here, @Nullable String there) {}
}
