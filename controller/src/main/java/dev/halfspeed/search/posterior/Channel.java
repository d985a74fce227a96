package dev.halfspeed.search.posterior;

import java.util.SplittableRandom;

/** How much one more boot says, at the effect and the noise believed now. */
public interface Channel {
  /**
   * Expected bits of a boot of an image that was booted so many times before.
   *
   * @param bad probability that the image is bad
   */
  double bits(double bad, int bootsBefore);

  /**
   * A drawn outcome of such a boot.
   *
   * @param bad whether the image is
   * @return the natural log of the odds for "bad" that the outcome brings
   */
  double draw(boolean bad, int bootsBefore, SplittableRandom random);

  /** Expected growth, in nats, of the log odds for the truth with each boot. */
  double nats();

  /**
   * Expected log odds, in nats, for the truth after so many boots of one image: less than so many
   * times {@link #nats()} where part of the noise is the image's own.
   */
  double nats(int boots);
}
