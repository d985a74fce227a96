package dev.halfspeed.search.posterior;

import dev.halfspeed.search.noise.NoiseModel;
import dev.halfspeed.search.noise.NoiseScale;
import dev.halfspeed.search.noise.NormalEquations;
import java.util.BitSet;

/**
 * A noise scale with its posterior probability, and its model's fit under the best hypothesis.
 *
 * @param bad the images that are bad under that hypothesis
 */
public record WeightedScale(
    NoiseScale scale, double probability, NoiseModel model, NormalEquations.Fit fit, BitSet bad) {}
