package org.palpebra.mesh;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
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
import org.palpebra.raster.FragmentBuffer;
import org.palpebra.raster.Rasterizer;
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

  /** Of a thread's own count, which nothing else adds to. */
  @Test
  void allocatesNextToNothing() {
    MeshPipeline pipeline =
        new MeshPipeline(Assembly.of(MODEL, Workers.CALLER), CAMERA, Workers.CALLER);
    Rasterizer rasterizer = new Rasterizer(64, 48);
    FragmentBuffer fragments = FragmentBuffer.of(64, 48);
    float[] image = new float[3 * 64 * 48];
    Coefficients c = random(1, 27);
    int[] triangles = MODEL.topology().triangles();
    Runnable face =
        () -> {
          pipeline.run(c);
          rasterizer.draw(pipeline.screen(), triangles, pipeline.colours(), image, fragments);
        };
    long each = Long.MAX_VALUE;
    // until the compiler has come: interpreted, the Vector API's values are objects
    for (int round = 0; round < 200 && each > 1024; round++) {
      each = allocated(face, 200);
    }
    assertTrue(each <= 1024, each + " bytes for each face");
  }

  private static long allocated(Runnable face, int faces) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < faces; i++) {
      face.run();
    }
    return (threads.getCurrentThreadAllocatedBytes() - before) / faces;
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
