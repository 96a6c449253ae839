package org.palpebra.training.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palpebra.geometry.HeadPose;
import org.palpebra.geometry.PerspectiveCamera;
import org.palpebra.geometry.VertexNormals;
import org.palpebra.model.Coefficients;
import org.palpebra.model.Landmarks;
import org.palpebra.model.MorphableModel;
import org.palpebra.model.io.Deep3dMatReader;
import org.palpebra.model.io.Safetensors;
import org.palpebra.shading.SphericalHarmonics;
import org.palpebra.testing.SharedData;
import org.palpebra.testing.TinyFace;
import org.palpebra.training.regressor.RegressorNetwork;

/** What a bare ONNX Runtime makes of the files, against core. */
class GraphExportTest {
  private static final OrtEnvironment ENVIRONMENT = OrtEnvironment.getEnvironment();

  @TempDir private Path folder;

  private static float[] random(MorphableModel model, int lighting, long seed) {
    Random random = new Random(seed);
    var layout = model.layout(lighting);
    float[] c = new float[layout.size()];
    for (int i = 0; i < c.length; i++) {
      c[i] = (float) (0.3 * random.nextGaussian());
    }
    for (int i = 0; i < 3; i++) {
      c[layout.translationOffset() + i] = (float) (10 * random.nextGaussian());
    }
    return c;
  }

  @Test
  void theTinyFaceIsCores() throws OrtException {
    compareFaceModel(TinyFace.model(), RegressorNetwork.CAMERA);
  }

  @Test
  void theGoldenFaceIsCores() throws OrtException {
    Path file = SharedData.require("golden/deep3d/BFM_model_front.mat");
    compareFaceModel(new Deep3dMatReader().read(file), PerspectiveCamera.DEEP3D);
  }

  private void compareFaceModel(MorphableModel model, PerspectiveCamera camera)
      throws OrtException {
    new GraphExport(model, 27, camera, 1).write(folder);
    float[] values = random(model, 27, 4);
    Coefficients c = new Coefficients(model.layout(27), values);
    float[] shape = model.shape(c, null);
    float[] posed = HeadPose.of(c).apply(shape, null);
    float[] colours =
        SphericalHarmonics.shade(
            model.albedo(c, null),
            HeadPose.of(c).rotate(new VertexNormals(model.topology()).compute(shape, null), null),
            c.lighting(),
            null);
    Map<String, float[]> found =
        run("face-model.onnx", Map.of("coefficients", values)); // batch of one
    compare("vertices", posed, found);
    compare("colours", colours, found);
    compare("landmarks", Landmarks.project(model, posed, camera), found);
  }

  private static void compare(String name, float[] expected, Map<String, float[]> found) {
    float[] actual = found.get(name);
    assertEquals(expected.length, actual.length, name);
    double largest = 0;
    double error = 0;
    for (int i = 0; i < expected.length; i++) {
      largest = Math.max(largest, Math.abs(expected[i]));
      error = Math.max(error, Math.abs(expected[i] - actual[i]));
    }
    assertTrue(error <= 1e-4 * largest, name + ": off by " + error + " of " + largest);
  }

  @Test
  void gradientsOfTheLossFilesAreSlopes() throws IOException, OrtException {
    new GraphExport(TinyFace.model(), 9, RegressorNetwork.CAMERA, 1).write(folder);
    int checked = 0;
    for (Path file : files("loss-")) {
      checked += checkSlope(file.getFileName().toString()) ? 1 : 0;
    }
    assertTrue(checked >= 4, "only " + checked + " files have nothing but numbers as inputs");
  }

  private List<Path> files(String start) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(f -> f.getFileName().toString().startsWith(start)).sorted().toList();
    }
  }

  /** Along the gradient of the first input that has one; false for files with other inputs. */
  private boolean checkSlope(String file) throws OrtException {
    Map<String, float[]> inputs = new HashMap<>();
    try (OrtSession session = session(file)) {
      for (NodeInfo node : session.getInputInfo().values()) {
        TensorInfo info = (TensorInfo) node.getInfo();
        if (info.type != OnnxJavaType.FLOAT) {
          return false;
        }
        inputs.put(node.getName(), first(node.getName(), info));
      }
    }
    Map<String, float[]> here = run(file, inputs);
    String gradient =
        here.keySet().stream().filter(n -> n.startsWith("gradient_")).sorted().findFirst().get();
    String input = gradient.substring("gradient_".length());
    float[] g = here.get(gradient);
    double norm = 0;
    for (float v : g) {
      norm += (double) v * v;
    }
    norm = Math.sqrt(norm);
    if (norm < 1e-6) { // the tiny face has one colour
      return false;
    }
    double step = 1e-3;
    double slope =
        (loss(file, inputs, input, g, step / norm) - loss(file, inputs, input, g, -step / norm))
            / (2 * step);
    assertEquals(norm, slope, 0.03 * norm, file + " by " + input);
    return true;
  }

  private double loss(
      String file, Map<String, float[]> inputs, String input, float[] direction, double step)
      throws OrtException {
    float[] moved = inputs.get(input).clone();
    for (int i = 0; i < moved.length; i++) {
      moved[i] += (float) (step * direction[i]);
    }
    Map<String, float[]> there = new HashMap<>(inputs);
    there.put(input, moved);
    return run(file, there).get("loss")[0];
  }

  /** Numbers around 0, positive weights. */
  private static float[] first(String name, TensorInfo info) {
    Random random = new Random(name.hashCode());
    float[] values = new float[(int) info.getNumElements()];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          name.contains("weight") || name.contains("mask")
              ? 1
              : (float) (0.3 * random.nextGaussian());
    }
    return values;
  }

  @Test
  void trainingStepsReduceTheLossAndEvaluationSeesIt() throws OrtException {
    new GraphExport(TinyFace.model(), 9, RegressorNetwork.CAMERA, 2).write(folder);
    Map<String, float[]> state = new HashMap<>();
    Safetensors weights = Safetensors.open(folder.resolve("train-step.safetensors"));
    weights.names().forEach(name -> state.put(name, weights.floats(name)));
    Map<String, float[]> batch = new HashMap<>();
    Random random = new Random(3);
    float[] image = new float[2 * 3 * 112 * 112];
    float[] landmarks = new float[2 * 68 * 2];
    for (int i = 0; i < image.length; i++) {
      image[i] = random.nextFloat();
    }
    for (int i = 0; i < landmarks.length; i++) {
      landmarks[i] = 56 + 20 * (float) random.nextGaussian();
    }
    float[] ones = new float[2 * 68];
    Arrays.fill(ones, 1);
    batch.put("image", image);
    batch.put("landmarks", landmarks);
    batch.put("landmark_weights", ones);
    batch.put("learning_rate", new float[] {1e-3f});
    float[] losses = new float[6];
    for (int step = 0; step < losses.length; step++) {
      Map<String, float[]> inputs = new HashMap<>(batch);
      inputs.putAll(state);
      Map<String, float[]> outputs = run("train-step.onnx", inputs);
      losses[step] = outputs.get("loss")[0];
      outputs.forEach(
          (name, values) -> {
            if (name.startsWith("new.")) {
              state.put(name.substring(4), values);
            }
          });
    }
    String seen = Arrays.toString(losses);
    assertTrue(losses[2] < losses[0] && losses[5] < losses[2], seen);
    assertEquals(6, state.get("step")[0], seen);
    Map<String, float[]> inputs = new HashMap<>(batch);
    inputs.putAll(state);
    assertTrue(Float.isFinite(run("eval-step.onnx", inputs).get("loss")[0]), seen);
    assertEquals(
        2 * TinyFace.model().layout(9).size(),
        run("eval-step.onnx", inputs).get("coefficients").length);
  }

  private OrtSession session(String file) throws OrtException {
    return ENVIRONMENT.createSession(folder.resolve(file).toString());
  }

  /** Runs a file; inputs that are not given are zeros, given ones that it lacks are left out. */
  private Map<String, float[]> run(String file, Map<String, float[]> inputs) throws OrtException {
    Map<String, OnnxTensor> tensors = new HashMap<>();
    try (OrtSession session = session(file)) {
      for (NodeInfo node : session.getInputInfo().values()) {
        TensorInfo info = (TensorInfo) node.getInfo();
        float[] values =
            inputs.getOrDefault(node.getName(), new float[(int) info.getNumElements()]);
        tensors.put(
            node.getName(),
            OnnxTensor.createTensor(ENVIRONMENT, FloatBuffer.wrap(values), info.getShape()));
      }
      Map<String, float[]> found = new HashMap<>();
      try (OrtSession.Result result = session.run(tensors)) {
        for (Map.Entry<String, ai.onnxruntime.OnnxValue> entry : result) {
          FloatBuffer buffer = ((OnnxTensor) entry.getValue()).getFloatBuffer();
          float[] values = new float[buffer.remaining()];
          buffer.get(values);
          found.put(entry.getKey(), values);
        }
      }
      return found;
    } finally {
      tensors.values().forEach(OnnxTensor::close);
    }
  }
}
