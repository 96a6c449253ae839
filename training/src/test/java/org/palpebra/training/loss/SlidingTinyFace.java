package org.palpebra.training.loss;

import org.palpebra.model.LandmarkScheme;
import org.palpebra.model.MorphableModel;
import org.palpebra.testing.TinyFace;

/** The tiny face with a jaw line that slides over its mask. */
public final class SlidingTinyFace {
  private SlidingTinyFace() {}

  public static MorphableModel model() {
    MorphableModel m = TinyFace.model();
    int[] fixed = m.landmarks().vertices();
    int[][] contours = new int[LandmarkScheme.CONTOUR][];
    for (int i = 0; i < contours.length; i++) {
      contours[i] = new int[] {fixed[i], (i * 53) % 300, (i * 31 + 7) % 300, (i * 17 + 3) % 300};
    }
    contours[3] = new int[] {fixed[3]};
    return new MorphableModel(
        m.name(),
        m.topology(),
        m.meanShape(),
        m.identity(),
        m.expression(),
        m.meanAlbedo(),
        m.albedo(),
        new LandmarkScheme(fixed, contours),
        m.leftLid(),
        m.rightLid(),
        m.licence(),
        m.metadata());
  }
}
