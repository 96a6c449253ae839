package org.palpebra.mesh;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.palpebra.geometry.HeadPose;
import org.palpebra.geometry.PerspectiveCamera;
import org.palpebra.geometry.VertexNormals;
import org.palpebra.model.Assembly;
import org.palpebra.model.CoefficientLayout;
import org.palpebra.model.Coefficients;
import org.palpebra.model.Landmarks;
import org.palpebra.model.MorphableModel;
import org.palpebra.parallel.Workers;
import org.palpebra.shading.SphericalHarmonics;
import org.palpebra.testing.TinyFace;

/** Beside the stages one after the other, which are tested against PyTorch's figures. */
class MeshPipelineTest {
  private static final MorphableModel MODEL = TinyFace.model();
  private static final PerspectiveCamera CAMERA = PerspectiveCamera.DEEP3D;

  @Test
  void doesWhatItsStagesDo() {
    for (int threads = 1; threads <= 3; threads++) {
      MeshPipeline pipeline =
          new MeshPipeline(Assembly.of(MODEL, Workers.CALLER), CAMERA, Workers.of(threads));
      for (int seed = 0; seed < 5; seed++) {
        Coefficients c = random(seed, seed % 2 == 0 ? 9 : 27);
        pipeline.run(c);
        float[] posed = HeadPose.of(c).apply(MODEL.shape(c, null), null);
        float[] normals = new VertexNormals(MODEL.topology()).compute(posed, null);
        assertArrayEquals(posed, pipeline.posed());
        assertArrayEquals(CAMERA.toScreen(posed, null), pipeline.screen());
        assertArrayEquals(normals, pipeline.normals());
        assertArrayEquals(
            SphericalHarmonics.shade(MODEL.albedo(c, null), normals, c.lighting(), null),
            pipeline.colours());
        assertArrayEquals(Landmarks.project(MODEL, posed, CAMERA), pipeline.landmarks());
      }
    }
  }

  @Test
  void refusesOtherModelsCoefficients() {
    MeshPipeline pipeline =
        new MeshPipeline(Assembly.compact(MODEL, Workers.CALLER), CAMERA, Workers.CALLER);
    Coefficients others =
        new Coefficients(new CoefficientLayout(1, 1, 1, 9), new float[1 + 1 + 1 + 3 + 9 + 3]);
    assertThrows(IllegalArgumentException.class, () -> pipeline.run(others));
  }

  private static Coefficients random(long seed, int lighting) {
    Random random = new Random(seed);
    float[] values = new float[MODEL.layout(lighting).size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = 0.3f * (float) random.nextGaussian();
    }
    return new Coefficients(MODEL.layout(lighting), values);
  }
}
