package org.palpebra.benchmarks;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.palpebra.onnx.Bundle;
import org.palpebra.onnx.BundleAsset;
import org.palpebra.onnx.BundleManifest;
import org.palpebra.onnx.Device;
import org.palpebra.onnx.OnnxCoefficientRegressor;
import org.palpebra.onnx.OnnxEyeStateClassifier;
import org.palpebra.onnx.internal.Sessions;

/** The networks as the pipeline calls them beside bare ONNX Runtime sessions on the same input. */
final class NetworkFloor {
  private static final int CALLS = 60;
  private static final int WARM_UP = 20;

  private NetworkFloor() {}

  /**
   * Medians of calls in turn.
   *
   * @param batch crops or patches
   * @param bareMilliseconds the session alone, its input ready in native memory, its output left
   *     there
   * @param oursMilliseconds arrays in, array out
   */
  record Row(
      String network, int threads, int batch, double bareMilliseconds, double oursMilliseconds) {}

  @FunctionalInterface
  private interface Network {
    float[] run(float[] input, int count);
  }

  static List<Row> measure(int rounds) {
    List<Row> rows = new ArrayList<>();
    try (Bundle bundle = Bundle.open(Bundle.EMBEDDED)) {
      for (int threads : Reconstructors.THREADS) {
        try (OnnxCoefficientRegressor regressor =
                OnnxCoefficientRegressor.open(bundle, Device.CPU, threads);
            OnnxEyeStateClassifier eyes =
                OnnxEyeStateClassifier.open(bundle, Device.CPU, threads)) {
          BundleAsset asset = bundle.read(BundleManifest.REGRESSOR);
          long crop = regressor.camera().size();
          long[] shape = {0, 3, crop, crop};
          for (int batch : new int[] {1, 8, 32}) {
            rows.add(compare(asset, threads, batch, shape, regressor::regress, rounds));
          }
          long patch = eyes.inputSize();
          asset = bundle.read(BundleManifest.EYE_STATE);
          shape = new long[] {0, 1, patch, patch};
          for (int batch : new int[] {2, 64}) {
            rows.add(compare(asset, threads, batch, shape, eyes::closedProbability, rounds));
          }
        }
      }
    } catch (OrtException e) {
      throw new IllegalStateException("a network of the embedded bundle does not run", e);
    }
    return rows;
  }

  private static Row compare(
      BundleAsset asset, int threads, int batch, long[] itemShape, Network ours, int rounds)
      throws OrtException {
    long[] shape = itemShape.clone();
    shape[0] = batch;
    float[] input = values(shape);
    FloatBuffer ready =
        ByteBuffer.allocateDirect(Float.BYTES * input.length)
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
    ready.put(input).flip();
    Samples bareTimes = new Samples();
    Samples ourTimes = new Samples();
    Sessions.Opened bare =
        Sessions.open(asset.bytes(), asset.file(), Device.CPU, o -> settings(o, threads));
    try (OrtSession session = bare.session()) {
      String name = session.getInputNames().iterator().next();
      for (int i = -Math.max(1, WARM_UP / batch); i < Math.max(rounds, CALLS / batch); i++) {
        long start = System.nanoTime();
        try (OnnxTensor tensor = OnnxTensor.createTensor(bare.environment(), ready, shape);
            OrtSession.Result result = session.run(Map.of(name, tensor))) {
          if (result.size() == 0) {
            throw new IllegalStateException(asset.file() + " gave nothing");
          }
        }
        long middle = System.nanoTime();
        ours.run(input, batch);
        long end = System.nanoTime();
        if (i >= 0) {
          bareTimes.add((middle - start) / 1e6);
          ourTimes.add((end - middle) / 1e6);
        }
      }
    }
    return new Row(asset.name(), threads, batch, bareTimes.median(), ourTimes.median());
  }

  private static void settings(OrtSession.SessionOptions options, int threads) throws OrtException {
    options.setIntraOpNumThreads(threads);
    options.addConfigEntry("session.intra_op.allow_spinning", "0");
  }

  private static float[] values(long[] shape) {
    int length = 1;
    for (long size : shape) {
      length = Math.multiplyExact(length, Math.toIntExact(size));
    }
    Random random = new Random(1);
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = random.nextFloat();
    }
    return values;
  }
}
