package org.palpebra.training.graph;

import ai.onnx.proto.OnnxMl;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.palpebra.PalpebraException;
import org.palpebra.onnx.Device;
import org.palpebra.onnx.internal.Sessions;

/**
 * A graph that can be run: one ONNX Runtime session, on the CPU unless another device is named.
 * What goes in and comes out lies in the computer's own memory on every device. Thread-safe; close
 * it.
 */
public final class GraphSession implements GraphPass {
  private final OrtSession session;
  private final Sessions.Opened opened;

  private GraphSession(Sessions.Opened opened) {
    this.session = opened.session();
    this.opened = opened;
  }

  /**
   * @param threads for one operator, ≥ 1
   */
  public static GraphSession of(Graph graph, int threads) {
    return of(graph.toModel(), threads);
  }

  public static GraphSession of(OnnxMl.ModelProto model, int threads) {
    return of(model, CpuThreads.sleeping(threads), Device.CPU);
  }

  /**
   * Opens a session on a device.
   *
   * @param threads for operators that run on the CPU
   * @throws PalpebraException if the device named is not there, saying why
   */
  public static GraphSession of(OnnxMl.ModelProto model, CpuThreads threads, Device device) {
    try {
      return new GraphSession(
          Sessions.open(
              model.toByteArray(), "the graph", device, options -> tune(options, threads)));
    } catch (OrtException e) {
      throw new PalpebraException("ONNX Runtime refuses the graph: " + e.getMessage(), e);
    }
  }

  private static void tune(OrtSession.SessionOptions options, CpuThreads threads)
      throws OrtException {
    options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
    options.setIntraOpNumThreads(threads.count());
    options.setInterOpNumThreads(1);
    options.addConfigEntry("session.intra_op.allow_spinning", threads.spinning() ? "1" : "0");
    options.addConfigEntry("session.force_spinning_stop", "1");
  }

  @Override
  public String place() {
    return opened.device() + ", " + opened.provider();
  }

  @Override
  public Map<String, OnnxTensor> run(
      Map<String, OnnxTensor> inputs, Map<String, OnnxTensor> results) {
    Set<String> others = new LinkedHashSet<>(session.getOutputNames());
    others.removeAll(results.keySet());
    return run(inputs, others, results);
  }

  /** As {@link #run(Map)}, computing only the outputs named. */
  public Map<String, OnnxTensor> run(Map<String, OnnxTensor> inputs, Set<String> outputs) {
    return run(inputs, outputs, Map.of());
  }

  private Map<String, OnnxTensor> run(
      Map<String, OnnxTensor> inputs, Set<String> outputs, Map<String, OnnxTensor> results) {
    try {
      Map<String, OnnxTensor> made = new LinkedHashMap<>();
      for (Map.Entry<String, OnnxValue> entry : session.run(inputs, outputs, results)) {
        if (outputs.contains(entry.getKey())) {
          made.put(entry.getKey(), (OnnxTensor) entry.getValue());
        }
      }
      return made;
    } catch (OrtException e) {
      throw new PalpebraException("ONNX Runtime stopped: " + e.getMessage(), e);
    }
  }

  /** Runs once on arrays: reals go in and come out as float arrays, row-major. */
  public Map<String, float[]> runArrays(Map<String, float[]> values, Map<String, Shape> shapes) {
    Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
    Map<String, OnnxTensor> outputs = Map.of();
    try {
      values.forEach(
          (name, array) -> {
            Shape shape = shapes.get(name);
            if (shape == null || shape.size() != array.length) {
              throw new IllegalArgumentException(
                  name + ": " + array.length + " values for shape " + shape);
            }
            inputs.put(name, tensor(array, shape));
          });
      outputs = run(inputs);
      Map<String, float[]> results = new LinkedHashMap<>();
      outputs.forEach((name, tensor) -> results.put(name, floats(tensor)));
      return results;
    } finally {
      inputs.values().forEach(OnnxTensor::close);
      outputs.values().forEach(OnnxTensor::close);
    }
  }

  /** A tensor with a copy of the values, in memory of its own outside the Java heap. */
  public static OnnxTensor tensor(float[] values, Shape shape) {
    FloatBuffer buffer =
        ByteBuffer.allocateDirect(values.length * Float.BYTES)
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
    buffer.put(values).flip();
    return tensor(buffer, shape);
  }

  /**
   * A tensor over a direct buffer, which it shares: the buffer must outlive it.
   *
   * @param values position to limit are the elements
   */
  public static OnnxTensor tensor(FloatBuffer values, Shape shape) {
    try {
      return OnnxTensor.createTensor(Sessions.environment(), values, shape.toLongs());
    } catch (OrtException e) {
      throw new PalpebraException("ONNX Runtime refuses a tensor: " + e.getMessage(), e);
    }
  }

  /** As {@link #tensor(FloatBuffer, Shape)}, of integers. */
  public static OnnxTensor tensor(LongBuffer values, Shape shape) {
    try {
      return OnnxTensor.createTensor(Sessions.environment(), values, shape.toLongs());
    } catch (OrtException e) {
      throw new PalpebraException("ONNX Runtime refuses a tensor: " + e.getMessage(), e);
    }
  }

  /** A copy of a float tensor's values. */
  public static float[] floats(OnnxTensor tensor) {
    FloatBuffer buffer = tensor.getFloatBuffer();
    float[] values = new float[buffer.remaining()];
    buffer.get(values);
    return values;
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new PalpebraException("ONNX Runtime does not close: " + e.getMessage(), e);
    }
  }
}
