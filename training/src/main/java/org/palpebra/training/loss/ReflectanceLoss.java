package org.palpebra.training.loss;

import java.util.stream.IntStream;
import org.palpebra.model.Topology;
import org.palpebra.training.graph.Tensor;

/**
 * Pull of the skin towards one colour, so that shading is explained by light: per channel the
 * squared distance of the reflectance from its mean over the skin, summed over channels, mean over
 * skin and batch (Deng et al. 2019, section 3.3).
 */
public final class ReflectanceLoss {
  private static final String SKIN = "skin";
  private static final int CHANNELS = 3;

  private final int[] skin;

  /**
   * @param skin vertices of the skin, at least one
   */
  public ReflectanceLoss(int[] skin) {
    if (skin.length == 0) {
      throw new IllegalArgumentException("no vertices of skin");
    }
    this.skin = skin.clone();
  }

  /**
   * The skin of a model: its region {@code skin}.
   *
   * @throws IllegalArgumentException if it has no such region
   */
  public static ReflectanceLoss of(Topology topology) {
    int region = topology.regionNames().indexOf(SKIN);
    if (region < 0 || topology.regions().length == 0) {
      throw new IllegalArgumentException(
          "the model has no region '" + SKIN + "', only " + topology.regionNames());
    }
    return new ReflectanceLoss(
        IntStream.range(0, topology.vertexCount())
            .filter(v -> topology.regions()[v] == region)
            .toArray());
  }

  /**
   * @param reflectance [B, V, 3], all vertices
   * @return one number
   */
  public Tensor of(Tensor reflectance) {
    int batch = reflectance.shape().get(0);
    int size = CHANNELS * reflectance.shape().get(1);
    double[] members = new double[CHANNELS * size];
    double[] mask = new double[size];
    for (int v : skin) {
      for (int channel = 0; channel < CHANNELS; channel++) {
        members[channel * size + CHANNELS * v + channel] = 1;
        mask[CHANNELS * v + channel] = 1;
      }
    }
    // Rows of whole faces: arithmetic along an axis of three channels would go element by element.
    Tensor rows = reflectance.reshape(batch, size);
    Tensor channels = reflectance.graph().constant(members, CHANNELS, size);
    Tensor sums = rows.gemm(channels, false, true);
    // The derivative by the mean is zero.
    Tensor means = sums.div(skin.length).gemm(channels, false, false).stopGradient();
    Tensor distances = rows.mul(reflectance.graph().constant(mask, size)).sub(means);
    return distances.square().sum().div((double) batch * skin.length);
  }
}
