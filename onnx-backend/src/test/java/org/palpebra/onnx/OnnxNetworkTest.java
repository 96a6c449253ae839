package org.palpebra.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.palpebra.PalpebraException;
import org.palpebra.geometry.PerspectiveCamera;
import org.palpebra.model.CoefficientLayout;
import org.palpebra.onnx.testing.TinyNetworks;
import org.palpebra.spi.CropAlignment;

class OnnxNetworkTest {
  private static final PerspectiveCamera CAMERA = new PerspectiveCamera(16, 90, 8, 8, 1000);
  private static final CoefficientLayout LAYOUT = new CoefficientLayout(2, 1, 1, 9);

  private static BundleAsset asset(byte[] bytes) {
    return new BundleAsset("test.onnx", "test/net", "00", "Apache-2.0", bytes);
  }

  private static OnnxEyeStateClassifier eyes(int networkSize, EyeStateSpec spec) {
    return OnnxEyeStateClassifier.open(
        asset(TinyNetworks.meanOfPatch(networkSize)), spec, Device.CPU, 1);
  }

  private static OnnxCoefficientRegressor regressor(int coefficients, RegressorSpec spec) {
    return OnnxCoefficientRegressor.open(
        asset(TinyNetworks.meanOfChannels(CAMERA.size(), coefficients)),
        LAYOUT,
        spec,
        Device.AUTO,
        1);
  }

  private static RegressorSpec plain() {
    return RegressorSpec.of(CAMERA, CropAlignment.CANONICAL);
  }

  @Test
  void classifiesABatch() {
    try (OnnxEyeStateClassifier eyes = eyes(4, EyeStateSpec.ofSize(4))) {
      float[] patches = new float[3 * 16];
      Arrays.fill(patches, 16, 32, 0.25f);
      Arrays.fill(patches, 32, 48, 1f);
      float[] before = patches.clone();
      assertArrayEquals(new float[] {0, 0.25f, 1}, eyes.closedProbability(patches, 3), 1e-6f);
      assertArrayEquals(before, patches);
      assertEquals(4, eyes.inputSize());
      assertEquals("cpu", eyes.info().device());
      assertTrue(eyes.info().provider().endsWith("/CPUExecutionProvider"), eyes.info().provider());
    }
  }

  @Test
  void runsOnManyThreads() {
    try (OnnxEyeStateClassifier eyes = eyes(8, EyeStateSpec.ofSize(8))) {
      List<Float> got =
          IntStream.range(0, 200)
              .parallel()
              .mapToObj(
                  i -> {
                    float[] patch = new float[64];
                    Arrays.fill(patch, i / 256f);
                    return eyes.closedProbability(patch, 1)[0];
                  })
              .toList();
      for (int i = 0; i < 200; i++) {
        assertEquals(i / 256f, got.get(i), 1e-6f);
      }
    }
  }

  @Test
  void refusesWrongLengths() {
    try (OnnxEyeStateClassifier eyes = eyes(4, EyeStateSpec.ofSize(4));
        OnnxCoefficientRegressor regressor = regressor(LAYOUT.size(), plain())) {
      assertThrows(IllegalArgumentException.class, () -> eyes.closedProbability(new float[15], 1));
      assertThrows(IllegalArgumentException.class, () -> eyes.closedProbability(new float[0], 0));
      assertThrows(IllegalArgumentException.class, () -> regressor.regress(new float[1], 1));
    }
  }

  @Test
  void normalisesAndScales() {
    RegressorSpec spec =
        new RegressorSpec(
            "image",
            "coefficients",
            CAMERA,
            CropAlignment.CANONICAL,
            List.of(0.5f, 0f, 0.25f),
            List.of(0.5f, 1f, 0.25f),
            100,
            null,
            null);
    int plane = CAMERA.size() * CAMERA.size();
    float[] crops = new float[2 * 3 * plane];
    Arrays.fill(crops, 0, plane, 1f); // red: (1 − 0.5) / 0.5 = 1
    Arrays.fill(crops, plane, 2 * plane, 0.5f); // green: 0.5
    Arrays.fill(crops, 2 * plane, 3 * plane, 0.25f); // blue: 0
    try (OnnxCoefficientRegressor regressor = regressor(LAYOUT.size(), spec)) {
      float[] out = regressor.regress(crops, 2);
      assertEquals(2 * LAYOUT.size(), out.length);
      assertEquals(0 + 1 + 5, out[0], 1e-4f);
      assertEquals(3 + 1 + 5, out[3], 1e-4f);
      int t = LAYOUT.translationOffset();
      assertEquals(100 * (t + 6), out[t], 1e-2f);
      assertEquals(0 - 1 - 100, out[LAYOUT.size()], 1e-3f); // the black crop
    }
  }

  @Test
  void saysWhatDoesNotFit() {
    assertMessage(
        () -> eyes(4, new EyeStateSpec(4, "patches", "closed")),
        "test.onnx: has no input 'patches', only [eyes]; name it in bundle.json");
    assertMessage(
        () -> eyes(4, new EyeStateSpec(4, "eyes", "open")),
        "test.onnx: has no output 'open', only [closed]; name it in bundle.json");
    assertMessage(
        () -> eyes(4, EyeStateSpec.ofSize(6)),
        "test.onnx: input 'eyes' is float[-1,1,4,4], expected float[N,1,6,6]; export the network so, or"
            + " correct bundle.json");
    assertMessage(
        () -> regressor(7, plain()),
        "test.onnx: output 'coefficients' is float[-1,7], expected float[N,19]; export the network so, or"
            + " correct bundle.json");
    PalpebraException rubbish =
        assertThrows(
            PalpebraException.class,
            () ->
                OnnxEyeStateClassifier.open(
                    asset(new byte[] {1, 2, 3}), EyeStateSpec.ofSize(4), Device.CPU, 1));
    assertTrue(rubbish.getMessage().startsWith("test.onnx: is not an ONNX network"));
    assertEquals(1, rubbish.getMessage().lines().count());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void networksCannotReadOtherFiles(boolean absolute) throws IOException {
    Path secret = Files.createTempFile(Path.of("target"), "secret", ".bin");
    Files.write(secret, new byte[16 * Float.BYTES]);
    String name = (absolute ? secret.toAbsolutePath() : secret).toString();
    PalpebraException e =
        assertThrows(
            PalpebraException.class,
            () -> {
              try (OnnxEyeStateClassifier eyes =
                  OnnxEyeStateClassifier.open(
                      asset(TinyNetworks.withNumbersFrom(name, 4)),
                      EyeStateSpec.ofSize(4),
                      Device.CPU,
                      1)) {
                fail("it read " + eyes.closedProbability(new float[16], 1)[0]);
              }
            });
    assertTrue(e.getMessage().contains("a tensor lies in another file"), e.getMessage());
    Files.delete(secret);
  }

  @Test
  void cudaIsNeverReplacedSilently() {
    Assumptions.assumeFalse(
        OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA), "built with CUDA");
    PalpebraException e =
        assertThrows(
            PalpebraException.class,
            () ->
                OnnxEyeStateClassifier.open(
                    asset(TinyNetworks.meanOfPatch(4)), EyeStateSpec.ofSize(4), Device.cuda(0), 1));
    assertTrue(e.getMessage().contains("cuda:0 is not available"), e.getMessage());
    assertTrue(e.getMessage().contains("onnxruntime_gpu"), e.getMessage());
    assertEquals(1, e.getMessage().lines().count());
  }

  private static void assertMessage(Runnable run, String expected) {
    assertEquals(expected, assertThrows(PalpebraException.class, run::run).getMessage());
  }
}
