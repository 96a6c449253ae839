package org.palpebra.export;

import org.palpebra.FaceReconstruction;
import org.palpebra.model.Coefficients;
import org.palpebra.model.MorphableModel;

/**
 * One face to write: a model and the coefficients of one person in one moment.
 *
 * @param coefficients finite, laid out for {@code model}
 */
public record FaceMesh(MorphableModel model, Coefficients coefficients) {
  public FaceMesh {
    if (!model.layout(coefficients.layout().lighting()).equals(coefficients.layout())) {
      throw new IllegalArgumentException(
          "%s has the layout %s, the coefficients have %s"
              .formatted(
                  model.name(),
                  model.layout(coefficients.layout().lighting()),
                  coefficients.layout()));
    }
    for (float value : coefficients.values()) {
      if (!Float.isFinite(value)) {
        throw new IllegalArgumentException("a coefficient is " + value);
      }
    }
  }

  /** What a reconstruction writes, after lid refinement. */
  public static FaceMesh of(FaceReconstruction face) {
    return new FaceMesh(face.model(), face.coefficients());
  }
}
