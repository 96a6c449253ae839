package org.palpebra.model.io;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import org.palpebra.model.MorphableModel;

/**
 * Reads a folder with the Basel Face Model 2009 ({@code 01_MorphableModel.mat}), the expressions
 * that Guo et al. made of FaceWarehouse ({@code Exp_Pca.bin}, {@code std_exp.txt}) and
 * Deep3DFaceRecon's {@code BFM_front_idx.mat}, {@code BFM_exp_idx.mat} and {@code
 * facemodel_info.mat}: what {@link Deep3dMatReader} reads from the {@code BFM_model_front.mat} that
 * Deep3DFaceRecon makes of them.
 *
 * <p>Of 53 490 vertices (53 215 with expressions) 35 709 stay, of the components 80, 64 and 80.
 * Columns are multiplied by their deviation; µm become mm, colours of 255 become 1. The mean of the
 * expressions is left out, as in Deep3DFaceRecon. Thread-safe.
 *
 * @see <a
 *     href="https://github.com/sicxu/Deep3DFaceRecon_pytorch/blob/master/util/load_mats.py">Deep3DFaceRecon's
 *     conversion</a>
 */
public final class Bfm2009Reader implements FaceModelReader {
  static final String FILE = "01_MorphableModel.mat";
  private static final int IDENTITY = 80;
  private static final int EXPRESSION = 64;
  private static final int ALBEDO = 80;
  private static final float MILLIMETRES = 1e-3f;
  private static final Set<String> MODEL =
      Set.of("shapeMU", "shapePC", "shapeEV", "texMU", "texPC", "texEV");

  @Override
  public MorphableModel read(Path folder) {
    MatFields model = MatFields.open(folder.resolve(FILE), MODEL);
    int rows = model.count("shapeMU");
    if (rows == 0 || rows % 3 != 0) {
      throw model.bad("shapeMU", rows + " numbers are no vertices", "give x, y, z for each vertex");
    }
    MatFields trim = MatFields.open(folder.resolve("BFM_exp_idx.mat"), Set.of("trimIndex"));
    int[] expressive = trim.indices("trimIndex", rows / 3, trim.count("trimIndex"));
    MatFields cut = MatFields.open(folder.resolve("BFM_front_idx.mat"), Set.of("idx"));
    int[] front = cut.indices("idx", expressive.length, cut.count("idx"));
    if (front.length == 0) {
      throw cut.bad("idx", "is empty", "get Deep3DFaceRecon's file");
    }
    int[] picked = rows(Arrays.stream(front).map(v -> expressive[v]).toArray());
    ExpressionFile expressions =
        ExpressionFile.open(folder.resolve("Exp_Pca.bin"), expressive.length);
    float[] deviations =
        ExpressionFile.deviations(folder.resolve("std_exp.txt"), expressions.columns());
    return new BfmFront(
            model.rows("shapeMU", rows, picked, new float[] {MILLIMETRES}),
            model.rows("shapePC", rows, picked, scales(model, "shapeEV", IDENTITY, MILLIMETRES)),
            expressions.rows(rows(front), scaled(deviations, EXPRESSION, MILLIMETRES)),
            model.rows("texMU", rows, picked, new float[] {1 / BfmFront.WHITE}),
            model.rows("texPC", rows, picked, scales(model, "texEV", ALBEDO, 1 / BfmFront.WHITE)))
        .model(
            MatFields.open(
                folder.resolve("facemodel_info.mat"), Set.of("tri", "keypoints", "skinmask")),
            "Basel Face Model 2009 and FaceWarehouse, cut as in Deep3DFaceRecon");
  }

  /** The rows of x, y, z of each vertex. */
  private static int[] rows(int[] vertices) {
    int[] rows = new int[3 * vertices.length];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = 3 * vertices[i / 3] + i % 3;
    }
    return rows;
  }

  private static float[] scales(MatFields model, String field, int columns, float unit) {
    return scaled(model.floats(field, 1, model.count(field)), columns, unit);
  }

  private static float[] scaled(float[] deviations, int columns, float unit) {
    float[] scales = new float[Math.min(columns, deviations.length)];
    for (int k = 0; k < scales.length; k++) {
      scales[k] = unit * deviations[k];
    }
    return scales;
  }
}
