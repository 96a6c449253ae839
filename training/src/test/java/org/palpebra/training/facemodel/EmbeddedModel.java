package org.palpebra.training.facemodel;

import java.nio.file.Path;
import org.palpebra.model.MorphableModel;
import org.palpebra.model.io.SafetensorsReader;

/** The face model file that ships in onnx-backend. */
final class EmbeddedModel {
  static final Path FILE =
      Path.of(
          System.getProperty("palpebra.root", ".."),
          "onnx-backend/src/main/resources/org/palpebra/onnx/embedded/face-model.safetensors");

  static final MorphableModel MODEL = new SafetensorsReader().read(FILE);

  private EmbeddedModel() {}

  /** A vertex of the mean face plus one expression at a weight. */
  static double[] vertex(int v, int expression, double weight) {
    double[] out = new double[3];
    int rows = MODEL.expression().rows();
    for (int k = 0; k < 3; k++) {
      out[k] =
          MODEL.meanShape()[3 * v + k]
              + weight * MODEL.expression().data()[expression * rows + 3 * v + k];
    }
    return out;
  }

  static double[] mean(int v) {
    return vertex(v, 0, 0);
  }
}
