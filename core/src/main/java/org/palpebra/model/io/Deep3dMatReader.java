package org.palpebra.model.io;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.palpebra.model.LandmarkScheme;
import org.palpebra.model.LinearBasis;
import org.palpebra.model.MorphableModel;
import org.palpebra.model.Topology;

/**
 * Reads Deep3DFaceRecon's {@code BFM_model_front.mat}: the front of the Basel Face Model 2009 with
 * the expressions of FaceWarehouse, each basis scaled to a standard deviation of 1.
 *
 * <p>As Deep3DFaceRecon does, the mean shape is moved so that its centre lies at the origin. Units
 * of 100 mm become millimetres, colours of 255 become 1. Landmarks do not slide; lid margins are
 * the landmarks of the eyes. Thread-safe.
 */
public final class Deep3dMatReader implements FaceModelReader {
  private static final float MILLIMETRES = 100;
  private static final float WHITE = 255;
  private static final Set<String> FIELDS =
      Set.of("meanshape", "meantex", "idBase", "exBase", "texBase", "tri", "keypoints", "skinmask");
  private static final String NOTE =
      "Basel Face Model 2009 and FaceWarehouse licences: non-commercial research, no redistribution";

  @Override
  public MorphableModel read(Path file) {
    MatFields fields = MatFields.open(file, FIELDS);
    int rows = fields.count("meanshape");
    if (rows == 0 || rows % 3 != 0) {
      throw fields.bad(
          "meanshape", rows + " numbers are no vertices", "give x, y, z for each vertex");
    }
    int[] landmarks = fields.indices("keypoints", rows / 3, LandmarkScheme.COUNT);
    return new MorphableModel(
        "deep3d-bfm-front",
        topology(fields, rows / 3),
        centred(fields.floats("meanshape", MILLIMETRES, rows)),
        basis(fields, "idBase", "identity", rows, MILLIMETRES),
        basis(fields, "exBase", "expression", rows, MILLIMETRES),
        fields.floats("meantex", 1 / WHITE, rows),
        basis(fields, "texBase", "albedo", rows, 1 / WHITE),
        LandmarkScheme.fixed(landmarks),
        EyeLandmarks.leftLid(landmarks),
        EyeLandmarks.rightLid(landmarks),
        NOTE,
        Map.of("source", "Deep3DFaceRecon BFM_model_front.mat"));
  }

  /**
   * Reads the 68 points of Deep3DFaceRecon's {@code similarity_Lm3D_all.mat}, against which its
   * five points are aligned.
   *
   * @return {@code float[204]}, xyz interleaved, millimetres
   */
  public static float[] readStandardLandmarks(Path file) {
    MatFields fields = MatFields.open(file, Set.of("lm"));
    int count = 3 * LandmarkScheme.COUNT;
    float[] columns = fields.floats("lm", MILLIMETRES, count);
    float[] points = new float[count];
    for (int i = 0; i < LandmarkScheme.COUNT; i++) {
      for (int k = 0; k < 3; k++) {
        points[3 * i + k] = columns[k * LandmarkScheme.COUNT + i];
      }
    }
    return points;
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

  private static LinearBasis basis(
      MatFields fields, String field, String name, int rows, float scale) {
    int columns = fields.count(field) / rows;
    float[] data = fields.floats(field, scale, columns * rows);
    float[] deviations = new float[columns];
    Arrays.fill(deviations, 1);
    List<String> names = new ArrayList<>(columns);
    for (int k = 0; k < columns; k++) {
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
