package org.palpebra.training.regressor;

import java.util.List;
import org.palpebra.training.graph.Tensor;

/**
 * What an imported network is fed: {@code (x − mean) / std} with x RGB in [0, 1].
 *
 * @param mean of red, green and blue
 * @param std of red, green and blue, not 0
 */
public record Normalisation(List<Double> mean, List<Double> std) {
  public Normalisation {
    if (mean.size() != 3 || std.size() != 3 || std.contains(0.0)) {
      throw new IllegalArgumentException(
          "normalisation takes three means and three std other than 0, not %s and %s"
              .formatted(mean, std));
    }
    mean = List.copyOf(mean);
    std = List.copyOf(std);
  }

  Tensor of(Tensor image) {
    return image.sub(perChannel(image, mean)).div(perChannel(image, std));
  }

  private static Tensor perChannel(Tensor image, List<Double> values) {
    return image
        .graph()
        .constant(values.stream().mapToDouble(Double::doubleValue).toArray(), 3, 1, 1);
  }
}
