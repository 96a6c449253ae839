package org.palpebra.model.io;

import java.nio.file.Path;
import java.util.Set;
import org.palpebra.model.LandmarkScheme;
import org.palpebra.model.MorphableModel;

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
  private static final Set<String> FIELDS =
      Set.of("meanshape", "meantex", "idBase", "exBase", "texBase", "tri", "keypoints", "skinmask");

  @Override
  public MorphableModel read(Path file) {
    MatFields fields = MatFields.open(file, FIELDS);
    int rows = fields.count("meanshape");
    if (rows == 0 || rows % 3 != 0) {
      throw fields.bad(
          "meanshape", rows + " numbers are no vertices", "give x, y, z for each vertex");
    }
    return new BfmFront(
            fields.floats("meanshape", MILLIMETRES, rows),
            basis(fields, "idBase", rows, MILLIMETRES),
            basis(fields, "exBase", rows, MILLIMETRES),
            fields.floats("meantex", 1 / BfmFront.WHITE, rows),
            basis(fields, "texBase", rows, 1 / BfmFront.WHITE))
        .model(fields, "Deep3DFaceRecon BFM_model_front.mat");
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

  private static float[] basis(MatFields fields, String field, int rows, float scale) {
    return fields.floats(field, scale, fields.count(field) / rows * rows);
  }
}
