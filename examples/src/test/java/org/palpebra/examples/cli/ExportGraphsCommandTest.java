package org.palpebra.examples.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palpebra.geometry.HeadPose;
import org.palpebra.model.CoefficientLayout;
import org.palpebra.model.Coefficients;
import org.palpebra.model.MorphableModel;
import org.palpebra.onnx.testing.TinyBundle;
import org.palpebra.testing.TinyFace;

class ExportGraphsCommandTest {
  @TempDir private Path folder;
  private final StringWriter err = new StringWriter();

  private int run(String model, Path out) {
    return Palpebra.run(
        new PrintWriter(new StringWriter(), true),
        new PrintWriter(err, true),
        "export-graphs",
        "--model",
        model,
        "--out",
        out.toString());
  }

  @Test
  void theFaceModelGivesCoresVertices() throws IOException, OrtException {
    TinyBundle.write(folder);
    Path out = folder.resolve("graphs");
    assertEquals(0, run(folder.resolve("face-model.safetensors").toString(), out), err.toString());
    assertTrue(Files.readString(out.resolve("README.md")).contains("loss-landmarks.onnx"));
    MorphableModel model = TinyFace.model();
    CoefficientLayout layout = model.layout(27);
    float[][] c = new float[2][layout.size()];
    for (int k = 0; k < layout.size(); k++) {
      c[1][k] = 0.1f * (k % 5);
    }
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession session = environment.createSession(out.resolve("face-model.onnx").toString());
        OnnxTensor input = OnnxTensor.createTensor(environment, c);
        OrtSession.Result result = session.run(Map.of("coefficients", input))) {
      float[][][] vertices = (float[][][]) result.get("vertices").orElseThrow().getValue();
      Coefficients one = new Coefficients(layout, c[1]);
      float[] expected = HeadPose.of(one).apply(model.shape(one, null), null);
      for (int i = 0; i < expected.length; i++) {
        assertEquals(expected[i], vertices[1][i / 3][i % 3], 1e-2, "coordinate " + i);
      }
    }
  }

  @Test
  void aMissingModelIsOneLine() {
    assertEquals(1, run(folder.resolve("none.safetensors").toString(), folder));
    assertEquals(1, err.toString().lines().count(), err.toString());
    assertTrue(err.toString().contains("no such face model"), err.toString());
  }
}
