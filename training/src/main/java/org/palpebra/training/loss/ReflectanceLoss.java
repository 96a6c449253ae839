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
    int vertices = reflectance.shape().get(1);
    double[] mask = new double[vertices];
    for (int v : skin) {
      mask[v] = 1;
    }
    Tensor weights = reflectance.graph().constant(mask, vertices, 1);
    Tensor mean = reflectance.mul(weights).sumKeep(1).div(skin.length);
    Tensor squares = reflectance.sub(mean).square().mul(weights);
    return squares.sum().div((double) reflectance.shape().get(0) * skin.length);
  }
}
