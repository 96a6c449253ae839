package org.palpebra.export;

import java.util.List;
import org.palpebra.model.Coefficients;
import org.palpebra.model.MorphableModel;

/**
 * A model's expressions as ARKit's blendshapes. Where ARKit has one for the whole face and the
 * model its two halves ({@code browInnerUpLeft} and {@code browInnerUpRight}), the halves' mean is
 * the whole. Immutable and thread-safe.
 */
public final class ArkitBlendshapes {
  private final List<Blendshape> shapes;
  private final List<String> names;

  /**
   * @param model whose expressions may have any names; those unknown to ARKit are left out
   */
  public ArkitBlendshapes(MorphableModel model) {
    shapes = Blendshape.find(model.expression(), ArkitNames.ALL);
    names = shapes.stream().map(Blendshape::name).toList();
  }

  /** ARKit's names that the model can make, in the order of {@link ArkitNames#ALL}. */
  public List<String> names() {
    return names;
  }

  /**
   * One weight per name: 0 at rest, 1 the full expression, not clamped.
   *
   * @param coefficients of the same model
   */
  public float[] weights(Coefficients coefficients) {
    float[] expression = coefficients.expression();
    float[] weights = new float[shapes.size()];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = shapes.get(i).weight(expression);
    }
    return weights;
  }
}
