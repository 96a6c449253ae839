package org.palpebra.model.io;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.palpebra.model.LandmarkScheme;
import org.palpebra.model.LinearBasis;
import org.palpebra.model.MorphableModel;
import org.palpebra.model.Topology;

/**
 * The front of the Basel Face Model 2009 as Deep3DFaceRecon cuts it out.
 *
 * @param meanShape millimetres, moved here so that its centre lies at the origin
 * @param identity columns, each scaled to a deviation of 1
 * @param meanAlbedo 0 to 1
 */
record BfmFront(
    float[] meanShape, float[] identity, float[] expression, float[] meanAlbedo, float[] albedo) {
  static final float WHITE = 255;
  private static final String LICENCE =
      "Basel Face Model 2009 and FaceWarehouse licences: non-commercial research, no redistribution";

  /**
   * @param info has {@code tri}, {@code keypoints} and {@code skinmask}
   */
  MorphableModel model(MatFields info, String source) {
    int rows = meanShape.length;
    int[] landmarks = info.indices("keypoints", rows / 3, LandmarkScheme.COUNT);
    return new MorphableModel(
        "deep3d-bfm-front",
        topology(info, rows / 3),
        centred(meanShape),
        basis(identity, "identity", rows),
        basis(expression, "expression", rows),
        meanAlbedo,
        basis(albedo, "albedo", rows),
        LandmarkScheme.fixed(landmarks),
        EyeLandmarks.leftLid(landmarks),
        EyeLandmarks.rightLid(landmarks),
        LICENCE,
        Map.of("source", source));
  }

  private static Topology topology(MatFields fields, int vertexCount) {
    int count = fields.count("tri") / 3;
    int[] columns = fields.indices("tri", vertexCount, 3 * count);
    int[] triangles = new int[columns.length];
    for (int t = 0; t < count; t++) {
      for (int k = 0; k < 3; k++) {
        triangles[3 * t + k] = columns[k * count + t];
      }
    }
    float[] skin = fields.floats("skinmask", 1, vertexCount);
    byte[] regions = new byte[vertexCount];
    for (int v = 0; v < vertexCount; v++) {
      regions[v] = (byte) (skin[v] > 0.5f ? 1 : 0);
    }
    return new Topology(vertexCount, triangles, new float[0], regions, List.of("other", "skin"));
  }

  private static LinearBasis basis(float[] data, String name, int rows) {
    float[] deviations = new float[data.length / rows];
    Arrays.fill(deviations, 1);
    List<String> names = new ArrayList<>(deviations.length);
    for (int k = 0; k < deviations.length; k++) {
      names.add(name + k);
    }
    return new LinearBasis(rows, data, deviations, names);
  }

  private static float[] centred(float[] shape) {
    int vertexCount = shape.length / 3;
    for (int k = 0; k < 3; k++) {
      double sum = 0;
      for (int i = k; i < shape.length; i += 3) {
        sum += shape[i];
      }
      float mean = (float) (sum / vertexCount);
      for (int i = k; i < shape.length; i += 3) {
        shape[i] -= mean;
      }
    }
    return shape;
  }
}
