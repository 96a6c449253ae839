package org.palpebra.training.nn;

import java.util.Arrays;
import java.util.Random;
import org.palpebra.training.graph.Shape;

/** First values of a parameter. */
@FunctionalInterface
public interface Initializer {
  /**
   * @param random seeded by the network's seed and the parameter's name
   * @return one value per element, row-major
   */
  float[] values(Shape shape, Random random);

  static Initializer constant(double value) {
    return (shape, random) -> {
      float[] values = new float[shape.size()];
      Arrays.fill(values, (float) value);
      return values;
    };
  }

  /** Normal with mean 0. */
  static Initializer normal(double deviation) {
    return (shape, random) -> {
      float[] values = new float[shape.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) (random.nextGaussian() * deviation);
      }
      return values;
    };
  }

  /** Uniform in ±bound. */
  static Initializer uniform(double bound) {
    return (shape, random) -> {
      float[] values = new float[shape.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) ((random.nextDouble() * 2 - 1) * bound);
      }
      return values;
    };
  }

  /**
   * He et al. 2015 for ReLU networks, by the fan out, as ResNet was published: normal with variance
   * 2 / (O · kernel height · kernel width).
   */
  static Initializer heFanOut(int groups) {
    return (shape, random) -> {
      double fan = (double) shape.size() / shape.get(1) / groups;
      return normal(Math.sqrt(2 / fan)).values(shape, random);
    };
  }
}
