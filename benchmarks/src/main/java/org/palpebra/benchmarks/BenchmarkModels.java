package org.palpebra.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.palpebra.model.CoefficientLayout;
import org.palpebra.model.Coefficients;
import org.palpebra.model.LandmarkScheme;
import org.palpebra.model.Lid;
import org.palpebra.model.LinearBasis;
import org.palpebra.model.MorphableModel;
import org.palpebra.model.Topology;
import org.palpebra.model.io.SafetensorsReader;
import org.palpebra.shading.SphericalHarmonics;

/** The face models that are measured. */
final class BenchmarkModels {
  static final String EMBEDDED = "embedded";
  static final String BASEL = "basel";
  static final String BFM_SIZED = "bfmSized";

  private static final String RESOURCE = "/org/palpebra/onnx/embedded/face-model.safetensors";

  /** 189² = 35 721 vertices; the Basel Face Model as Deep3DFaceRecon cuts it has 35 709. */
  private static final int SIDE = 189;

  private static final float[] SKIN = {0.72f, 0.55f, 0.47f};

  private BenchmarkModels() {}

  static MorphableModel of(String name) {
    return switch (name) {
      case EMBEDDED -> embedded();
      case BASEL -> basel();
      case BFM_SIZED -> bfmSized();
      default ->
          throw new IllegalArgumentException(
              "no model %s; there are %s, %s and %s".formatted(name, EMBEDDED, BASEL, BFM_SIZED));
    };
  }

  private static MorphableModel embedded() {
    try (InputStream in = BenchmarkModels.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException(RESOURCE + " is not on the class path");
      }
      return new SafetensorsReader().read(in, RESOURCE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The Basel Face Model's own mesh, with a made-up shape. */
  private static MorphableModel basel() {
    BaselTopology mesh = BaselTopology.read();
    return smooth(BASEL, mesh.triangles(), BaselFace.shape(mesh), mesh.keypoints());
  }

  /** A dome of about as many vertices. */
  private static MorphableModel bfmSized() {
    int[] landmarks = IntStream.range(0, LandmarkScheme.COUNT).map(i -> 500 * i).toArray();
    return smooth(BFM_SIZED, DomeModel.triangles(SIDE), DomeModel.shape(SIDE), landmarks);
  }

  /** A mesh with smooth random bases of the Basel Face Model's 80 + 64 + 80 columns. */
  private static MorphableModel smooth(
      String name, int[] triangles, float[] shape, int[] landmarks) {
    int vertices = shape.length / 3;
    float[] albedo = new float[shape.length];
    for (int i = 0; i < albedo.length; i++) {
      albedo[i] = SKIN[i % 3];
    }
    SmoothBasis bases = new SmoothBasis(shape, 1);
    return new MorphableModel(
        name,
        new Topology(vertices, triangles, new float[0], new byte[vertices], List.of("skin")),
        shape,
        bases.basis("identity", 80, 1.2),
        bases.basis("expression", 64, 0.7),
        albedo,
        bases.basis("albedo", 80, 0.04),
        LandmarkScheme.fixed(landmarks),
        lid(landmarks, 43, 44, 47, 46),
        lid(landmarks, 38, 37, 40, 41),
        "Apache-2.0",
        Map.of());
  }

  private static Lid lid(int[] landmarks, int inner, int outer, int innerLower, int outerLower) {
    return new Lid(
        new int[] {landmarks[inner], landmarks[outer]},
        new int[] {landmarks[innerLower], landmarks[outerLower]},
        -1,
        new float[0],
        0);
  }

  /** The same triangles in a random order, always the same one. */
  static int[] shuffled(int[] triangles) {
    int[] out = triangles.clone();
    Random random = new Random(3);
    for (int last = out.length / 3 - 1; last > 0; last--) {
      int other = random.nextInt(last + 1);
      for (int k = 0; k < 3; k++) {
        int moved = out[3 * last + k];
        out[3 * last + k] = out[3 * other + k];
        out[3 * other + k] = moved;
      }
    }
    return out;
  }

  /**
   * A turned, lit face: identity and albedo drawn from their priors, expressions between none and
   * all, so that every coefficient is used.
   */
  static Coefficients coefficients(MorphableModel model, long seed) {
    Random random = new Random(seed);
    CoefficientLayout layout = model.layout(SphericalHarmonics.RGB);
    float[] values = new float[layout.size()];
    draw(model.identity(), random, values, layout.identityOffset());
    for (int k = 0; k < layout.expression(); k++) {
      values[layout.expressionOffset() + k] = random.nextFloat();
    }
    draw(model.albedo(), random, values, layout.albedoOffset());
    values[layout.rotationOffset() + 1] = 0.4f;
    for (int k = 0; k < layout.lighting(); k++) {
      values[layout.lightingOffset() + k] = 0.1f * (random.nextFloat() - 0.5f);
    }
    return new Coefficients(layout, values);
  }

  private static void draw(LinearBasis basis, Random random, float[] values, int offset) {
    for (int k = 0; k < basis.columns(); k++) {
      values[offset + k] = (float) random.nextGaussian() * basis.standardDeviations()[k];
    }
  }
}
