package org.palpebra.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.palpebra.FaceImage;
import org.palpebra.FaceReconstruction;
import org.palpebra.FaceReconstructor;
import org.palpebra.geometry.Box;
import org.palpebra.geometry.HeadPose;
import org.palpebra.geometry.Similarity;
import org.palpebra.geometry.VertexNormals;
import org.palpebra.model.CoefficientLayout;
import org.palpebra.model.Coefficients;
import org.palpebra.model.MorphableModel;
import org.palpebra.raster.FragmentBuffer;
import org.palpebra.raster.Rasterizer;
import org.palpebra.shading.SphericalHarmonics;
import org.palpebra.spi.DetectedFace;

/** One reconstructor of the embedded bundle called by many threads. */
class SharedReconstructorTest {
  private static final int CALLERS = 16;
  private static final int WIDTH = 320;
  private static final int HEIGHT = 240;
  private static final Similarity CROP_TO_PHOTO = new Similarity(1.5, 0, 76, 36);

  @Test
  void sixteenCallersGetWhatALoneCallerGets() throws InterruptedException, ExecutionException {
    for (int threadsPerCall : new int[] {1, 2}) {
      try (FaceReconstructor reconstructor =
          FaceReconstructors.builder().device(Device.CPU).threads(threadsPerCall).open()) {
        List<FaceImage> photos = new ArrayList<>();
        for (int seed = 0; seed < 3; seed++) {
          photos.add(photo(reconstructor, seed));
        }
        compare(reconstructor, photos, false, 12);
        if (threadsPerCall == 1) {
          compare(reconstructor, photos, true, 1);
        }
      }
    }
  }

  private static void compare(
      FaceReconstructor reconstructor, List<FaceImage> photos, boolean detection, int calls)
      throws InterruptedException, ExecutionException {
    List<FaceReconstruction> alone = new ArrayList<>();
    for (FaceImage photo : photos) {
      alone.add(face(reconstructor, photo, detection));
    }
    assertFalse(
        Arrays.equals(alone.get(0).coefficients().values(), alone.get(1).coefficients().values()),
        "the photos are too much alike to tell a mix-up");
    CountDownLatch together = new CountDownLatch(CALLERS);
    ExecutorService pool = Executors.newFixedThreadPool(CALLERS);
    List<Future<?>> running = new ArrayList<>();
    for (int caller = 0; caller < CALLERS; caller++) {
      int first = caller;
      running.add(
          pool.submit(
              () -> {
                together.countDown();
                together.await();
                for (int call = first; call < first + calls; call++) {
                  int which = call % photos.size();
                  assertSame(alone.get(which), face(reconstructor, photos.get(which), detection));
                }
                return null;
              }));
    }
    for (Future<?> caller : running) {
      caller.get();
    }
    pool.shutdown();
  }

  private static FaceReconstruction face(
      FaceReconstructor reconstructor, FaceImage photo, boolean detection) {
    List<FaceReconstruction> faces =
        detection
            ? reconstructor.reconstruct(photo)
            : reconstructor.reconstruct(
                photo, List.of(new DetectedFace(new Box(100, 60, 120, 120), 1, new float[0])));
    assertEquals(1, faces.size(), "faces found");
    return faces.get(0);
  }

  private static void assertSame(FaceReconstruction expected, FaceReconstruction got) {
    assertArrayEquals(expected.coefficients().values(), got.coefficients().values());
    assertArrayEquals(expected.landmarks(), got.landmarks());
    assertEquals(expected.eyes(), got.eyes());
    assertEquals(expected.cropToPhoto(), got.cropToPhoto());
  }

  /** A random person before a grey wall. */
  private static FaceImage photo(FaceReconstructor reconstructor, int seed) {
    MorphableModel model = reconstructor.model();
    CoefficientLayout layout = model.layout(27);
    float[] values = new float[layout.size()];
    Random random = new Random(seed);
    for (int k = 0; k < layout.identity(); k++) {
      values[k] = (float) random.nextGaussian();
    }
    Coefficients c = new Coefficients(layout, values);
    float[] posed = HeadPose.of(c).apply(model.shape(c, null), null);
    float[] normals = new VertexNormals(model.topology()).compute(posed, null);
    float[] colours = SphericalHarmonics.shade(model.albedo(c, null), normals, c.lighting(), null);
    float[] screen =
        CROP_TO_PHOTO.applyToScreen(reconstructor.camera().toScreen(posed, null), null);
    int[] triangles = model.topology().triangles();
    FragmentBuffer fragments = new Rasterizer(WIDTH, HEIGHT).rasterize(screen, triangles, null);
    float[] rgb = new float[3 * WIDTH * HEIGHT];
    Arrays.fill(rgb, 0.7f);
    fragments.interpolate(screen, triangles, colours, 3, rgb);
    byte[] bytes = new byte[rgb.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) Math.round(255 * Math.max(0, Math.min(1, rgb[i])));
    }
    return new FaceImage(WIDTH, HEIGHT, bytes);
  }
}
