package org.palpebra.training.facemodel;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.palpebra.model.MorphableModel;

class ModelFitTest {
  private static final MorphableModel MODEL = EmbeddedModel.MODEL;

  /** A posed face of the model's own is found again. */
  @Test
  void findsItsOwnFaces() {
    Random random = new Random(8);
    int rows = MODEL.identity().rows();
    double[] shape = new double[rows];
    for (int i = 0; i < rows; i++) {
      shape[i] = MODEL.meanShape()[i];
    }
    for (int k = 0; k < MODEL.identity().columns(); k++) {
      double a = random.nextGaussian();
      for (int i = 0; i < rows; i++) {
        shape[i] += a * MODEL.identity().data()[k * rows + i];
      }
    }
    double[] axis = Vec.unit(new double[] {1, 2, 0.5});
    for (int v = 0; v < MODEL.vertexCount(); v++) {
      double[] turned = Vec.rotate(Vec.get(shape, v), axis, 0.1);
      Vec.set(shape, v, Vec.add(turned, new double[] {5, -3, 2}));
    }
    int[] landmarks = MODEL.landmarks().vertices();
    double[] points = new double[3 * landmarks.length];
    for (int i = 0; i < landmarks.length; i++) {
      Vec.set(points, i, Vec.get(shape, landmarks[i]));
    }
    int[] face = IctFitMeasurement.faceArea(MODEL);
    ModelFit fit = new ModelFit(MODEL, landmarks, face);
    fit.fit(points, new TriangleIndex(shape, MODEL.topology().triangles()), new double[3]);
    double sum = 0;
    for (int v : face) {
      sum += Vec.distance(Vec.get(fit.posed(), v), Vec.get(shape, v)) / face.length;
    }
    assertTrue(sum < 0.4, "mean distance " + sum);
  }
}
