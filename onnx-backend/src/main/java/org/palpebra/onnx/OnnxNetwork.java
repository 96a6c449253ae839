package org.palpebra.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.palpebra.PalpebraException;
import org.palpebra.internal.Arguments;
import org.palpebra.onnx.internal.OneLine;
import org.palpebra.onnx.internal.OnnxFile;
import org.palpebra.onnx.internal.Sessions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One ONNX Runtime session with one float input and one float output that is read; owns the native
 * session. Thread-safe; {@link #close()} waits for nobody, so close it after the last {@link #run}.
 */
final class OnnxNetwork implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OnnxNetwork.class);

  private final String file;
  private final String input;
  private final String output;
  private final Sessions.Opened opened;

  /** One per thread that is in {@link #run}, as large as its largest batch. */
  private final Queue<FloatBuffer> idle = new ConcurrentLinkedQueue<>();

  private OnnxNetwork(String file, String input, String output, Sessions.Opened opened) {
    this.file = file;
    this.input = input;
    this.output = output;
    this.opened = opened;
  }

  /**
   * Opens a network and checks the names and shapes of what it takes and gives.
   *
   * @param model the bytes of an ONNX file
   * @param file for messages
   * @param input its name and the expected shape without the batch
   * @param output its name and the expected shape without the batch
   * @param threads of one call on the CPU, at least 1
   * @throws PalpebraException if this is no such network, or the device is not there
   */
  static OnnxNetwork open(
      byte[] model, String file, Port input, Port output, Device device, int threads) {
    Arguments.atLeastOne("the thread count", threads);
    OnnxFile.requireSelfContained(model, file);
    Sessions.Opened opened = session(model, file, device, threads);
    try {
      input.check(file, "input", opened.session().getInputInfo());
      if (opened.session().getNumInputs() != 1) {
        throw new PalpebraException(
            "%s: has the inputs %s, expected only '%s'; export the network with one input"
                .formatted(
                    file, OneLine.of(opened.session().getInputNames().toString()), input.name));
      }
      output.check(file, "output", opened.session().getOutputInfo());
    } catch (OrtException | RuntimeException e) {
      closeQuietly(opened.session());
      throw e instanceof PalpebraException ours ? ours : broken(file, e);
    }
    return new OnnxNetwork(file, input.name, output.name, opened);
  }

  /**
   * Runs a batch.
   *
   * @param values row-major, not modified
   * @param shape with the batch first
   * @param perItem values that the output has per item of the batch
   * @return {@code float[batch·perItem]}
   */
  float[] run(float[] values, long[] shape, int perItem) {
    FloatBuffer staged = stage(values);
    try (OnnxTensor tensor = OnnxTensor.createTensor(opened.environment(), staged, shape);
        OrtSession.Result result =
            opened.session().run(Map.of(input, tensor), java.util.Set.of(output))) {
      float[] out = ((OnnxTensor) result.get(0)).getFloatBuffer().array();
      if (out.length != shape[0] * perItem) {
        throw new PalpebraException(
            "%s: output '%s' has %d values for a batch of %d, expected %d; export a free batch"
                .formatted(file, output, out.length, shape[0], shape[0] * perItem));
      }
      return out;
    } catch (OrtException e) {
      throw new PalpebraException(
          "%s: failed on %s: %s; export the network again"
              .formatted(file, device(), Sessions.firstLine(e)),
          e);
    } finally {
      idle.add(staged);
    }
  }

  /**
   * The values where ONNX Runtime reads them without a copy of its own, which it would take from
   * memory that only the garbage collector frees.
   */
  private FloatBuffer stage(float[] values) {
    FloatBuffer buffer = idle.poll();
    if (buffer == null || buffer.capacity() < values.length) {
      buffer =
          ByteBuffer.allocateDirect(Math.multiplyExact(values.length, Float.BYTES))
              .order(ByteOrder.nativeOrder())
              .asFloatBuffer();
    }
    return buffer.clear().put(values).flip();
  }

  /** The device that is really used, never {@link Device#AUTO}. */
  Device device() {
    return opened.device();
  }

  /** Such as {@code onnxruntime-1.28.0/CPUExecutionProvider}. */
  String provider() {
    return opened.provider();
  }

  @Override
  public void close() {
    closeQuietly(opened.session());
  }

  private static Sessions.Opened session(byte[] model, String file, Device device, int threads) {
    try {
      Sessions.Opened opened = Sessions.open(model, file, device, options -> set(options, threads));
      LOG.info("{} runs on {} with {} threads", file, opened.device(), threads);
      return opened;
    } catch (OrtException e) {
      throw broken(file, e);
    }
  }

  /** Threads that wait for work awake would take the processors from all others between runs. */
  private static void set(OrtSession.SessionOptions options, int threads) throws OrtException {
    options.setIntraOpNumThreads(threads);
    options.addConfigEntry("session.intra_op.allow_spinning", "0");
  }

  private static PalpebraException broken(String file, Exception e) {
    return new PalpebraException(
        "%s: is not an ONNX network that can be run: %s; export it again"
            .formatted(file, Sessions.firstLine(e)),
        e);
  }

  private static void closeQuietly(OrtSession session) {
    try {
      session.close();
    } catch (OrtException e) {
      LOG.warn("cannot close a session: {}", Sessions.firstLine(e));
    }
  }

  /**
   * What a network must take or give.
   *
   * @param name of the tensor
   * @param shape without the batch; empty if there is only the batch
   */
  record Port(String name, long... shape) {
    private void check(String file, String what, Map<String, NodeInfo> nodes) {
      NodeInfo node = nodes.get(name);
      if (node == null) {
        throw new PalpebraException(
            "%s: has no %s '%s', only %s; name it in bundle.json"
                .formatted(file, what, name, OneLine.of(nodes.keySet().toString())));
      }
      String problem = node.getInfo() instanceof TensorInfo tensor ? problem(tensor) : "no tensor";
      if (problem != null) {
        throw new PalpebraException(
            "%s: %s '%s' is %s, expected float[N%s]; export the network so, or correct bundle.json"
                .formatted(file, what, name, problem, suffix(shape)));
      }
    }

    /** Null if all is well. A negative size is one that is only known when running. */
    private @Nullable String problem(TensorInfo tensor) {
      long[] got = tensor.getShape();
      boolean fits = tensor.type == OnnxJavaType.FLOAT && got.length == shape.length + 1;
      for (int i = 0; fits && i < got.length; i++) {
        fits = got[i] < 0 || (i > 0 && got[i] == shape[i - 1]);
      }
      return fits
          ? null
          : tensor.type.name().toLowerCase(Locale.ROOT) + Arrays.toString(got).replace(" ", "");
    }

    private static String suffix(long[] shape) {
      StringBuilder text = new StringBuilder();
      for (long size : shape) {
        text.append(',').append(size);
      }
      return text.toString();
    }
  }
}
