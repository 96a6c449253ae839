package org.palpebra.training.regressor;

import java.util.Arrays;
import org.palpebra.eyes.LidOpenness;
import org.palpebra.geometry.ImageSampler;
import org.palpebra.model.Coefficients;
import org.palpebra.model.Lid;
import org.palpebra.model.MorphableModel;
import org.palpebra.spi.CoefficientRegressor;
import org.palpebra.training.loss.LandmarkPairs;

/**
 * How far the gaps of regressed faces are from those of the rendered faces that were shown, mean
 * absolute errors in millimetres. Each face is regressed once, from its canonical crop.
 *
 * @param lids of the mean gap of an eye's lid margins, both eyes
 * @param lips of the mean gap of the inner-lip pairs
 */
record GapErrors(double lids, double lips) {
  /** Measures on all faces of a store. */
  static GapErrors of(MorphableModel model, CoefficientRegressor regressor, SyntheticStore truth) {
    Lid inner =
        new Lid(
            vertices(model, LandmarkPairs.innerLips().upper()),
            vertices(model, LandmarkPairs.innerLips().lower()),
            -1,
            new float[0],
            0);
    int side = regressor.camera().size();
    double lids = 0;
    double lips = 0;
    for (int i = 0; i < truth.size(); i++) {
      TrainingFace face = truth.get(i);
      float[] crop = ImageSampler.crop(face.photo(), face.cropToPhoto(), side, null);
      float[] found = shape(model, regressor, regressor.regress(crop, 1));
      float[] known = shape(model, regressor, face.coefficients());
      lids += (error(model.leftLid(), found, known) + error(model.rightLid(), found, known)) / 2;
      lips += error(inner, found, known);
    }
    return new GapErrors(lids / truth.size(), lips / truth.size());
  }

  private static int[] vertices(MorphableModel model, int[] landmarks) {
    return Arrays.stream(landmarks).map(i -> model.landmarks().vertices()[i]).toArray();
  }

  private static float[] shape(
      MorphableModel model, CoefficientRegressor regressor, float[] coefficients) {
    return model.shape(new Coefficients(regressor.layout(), coefficients), null);
  }

  private static double error(Lid pairs, float[] found, float[] known) {
    return Math.abs(LidOpenness.gap(pairs, found) - LidOpenness.gap(pairs, known));
  }
}
