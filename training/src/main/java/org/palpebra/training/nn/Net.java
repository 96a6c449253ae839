package org.palpebra.training.nn;

import ai.onnxruntime.platform.Fp16Conversions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.palpebra.training.graph.ElementType;
import org.palpebra.training.graph.Graph;
import org.palpebra.training.graph.NeuralOps;
import org.palpebra.training.graph.Shape;
import org.palpebra.training.graph.Tensor;
import org.palpebra.training.graph.Window;
import org.palpebra.training.nn.Parameters.Kind;
import org.palpebra.training.nn.Parameters.Parameter;

/**
 * Builds layers into a graph and binds their parameters by name. The same network code builds the
 * training graph, in which parameters are inputs and BatchNorm uses the batch's statistics, and the
 * inference graph, in which parameters are constants and BatchNorm is folded into the convolution.
 *
 * <p>Parameters that do not exist yet are created with first values drawn from the seed and the
 * name, so that values do not depend on the order of layers. Layer names follow PyTorch: {@code
 * NAME.weight}, {@code NAME.bias}, {@code NAME.running_mean}, {@code NAME.running_var}. Not
 * thread-safe.
 */
public final class Net {
  /** BatchNorm's epsilon and the share of the new batch in running statistics (PyTorch's). */
  public static final double EPSILON = 1e-5;

  private static final double MOMENTUM = 0.1;

  private final Graph graph;
  private final Parameters parameters;
  private final Mode mode;
  private final long seed;
  private final Map<String, Tensor> bound = new LinkedHashMap<>();
  private final Map<String, Statistic> updates = new LinkedHashMap<>();

  /** What the graph is for. */
  public enum Mode {
    /** Parameters are inputs; BatchNorm by the batch. */
    TRAINING,
    /** Parameters are inputs; BatchNorm by running statistics, which are inputs too. */
    EVALUATION,
    /** Parameters are constants; BatchNorm by running statistics. */
    INFERENCE,
    /** As INFERENCE, weights stored as half floats and widened when the file is loaded. */
    INFERENCE_HALF
  }

  /**
   * @param parameters read, and completed by parameters that are missing
   * @param seed of first values
   */
  public Net(Graph graph, Parameters parameters, Mode mode, long seed) {
    this.graph = graph;
    this.parameters = parameters;
    this.mode = mode;
    this.seed = seed;
  }

  public Graph graph() {
    return graph;
  }

  public Parameters parameters() {
    return parameters;
  }

  public boolean training() {
    return mode == Mode.TRAINING;
  }

  /** Parameters used so far, by name, as tensors of the graph. */
  public Map<String, Tensor> bound() {
    return bound;
  }

  /** What the batch adds to buffers, by their names (training only). */
  public Map<String, Statistic> updates() {
    return updates;
  }

  /** A parameter of any shape, created when missing. */
  public Tensor parameter(String name, Kind kind, Initializer initializer, int... shape) {
    Tensor known = bound.get(name);
    if (known != null) {
      return known;
    }
    Parameter parameter = parameters.find(name);
    if (parameter == null) {
      Random random = new Random(mix(seed, name));
      Shape extents = Shape.of(shape);
      parameter = new Parameter(name, kind, extents, initializer.values(extents, random));
      parameters.add(parameter);
    }
    if (!parameter.shape().equals(Shape.of(shape))) {
      throw new IllegalArgumentException(
          "parameter " + name + " has shape " + parameter.shape() + ", not " + Shape.of(shape));
    }
    Tensor tensor = bind(parameter);
    bound.put(name, tensor);
    return tensor;
  }

  private static long mix(long seed, String name) {
    long mixed = seed;
    for (int i = 0; i < name.length(); i++) {
      mixed = mixed * 6364136223846793005L + name.charAt(i) + 1442695040888963407L;
    }
    return mixed ^ (mixed >>> 29);
  }

  private Tensor bind(Parameter parameter) {
    int[] shape = parameter.shape().toArray();
    return mode == Mode.TRAINING || mode == Mode.EVALUATION
        ? graph.input(parameter.name(), shape)
        : constant(parameter.name(), parameter.values(), shape);
  }

  private Tensor constant(String name, float[] values, int... shape) {
    if (mode != Mode.INFERENCE_HALF || shape.length < 2) {
      return graph.initializer(name, values, shape);
    }
    short[] halves = new short[values.length];
    for (int i = 0; i < values.length; i++) {
      halves[i] = Fp16Conversions.floatToFp16(values[i]);
    }
    return graph.halfInitializer(name, halves, shape).cast(ElementType.FLOAT);
  }

  /** Convolution without bias, square kernel, padding that keeps the extent at stride 1. */
  public Tensor conv(String name, Tensor x, int outputs, int kernel, int stride, int groups) {
    Window window = Window.square(kernel, stride, kernel / 2).withGroups(groups);
    return NeuralOps.conv(x, convWeight(name, x, outputs, window), null, window);
  }

  /** Convolution with bias. */
  public Tensor convBias(String name, Tensor x, int outputs, Window window) {
    Tensor weight = convWeight(name, x, outputs, window);
    Tensor bias = parameter(name + ".bias", Kind.BIAS, Initializer.constant(0), outputs);
    return NeuralOps.conv(x, weight, bias, window);
  }

  private Tensor convWeight(String name, Tensor x, int outputs, Window window) {
    return parameter(
        name + ".weight",
        Kind.WEIGHT,
        Initializer.heFanOut(window.groups()),
        outputs,
        x.shape().get(1) / window.groups(),
        window.kernelHeight(),
        window.kernelWidth());
  }

  /**
   * Convolution, BatchNorm and, if asked, ReLU. In inference graphs the normalisation is folded
   * into the convolution's weight and bias.
   *
   * @param conv, norm names of the two layers
   */
  public Tensor convNorm(
      String conv, String norm, Tensor x, int outputs, Window window, boolean relu) {
    return convNorm(conv, norm, x, outputs, window, 1, relu);
  }

  /**
   * As the other {@code convNorm}.
   *
   * @param scale first value of the normalisation's scales
   */
  public Tensor convNorm(
      String conv, String norm, Tensor x, int outputs, Window window, double scale, boolean relu) {
    Tensor y;
    if (mode == Mode.TRAINING || mode == Mode.EVALUATION) {
      Tensor weight = convWeight(conv, x, outputs, window);
      y = batchNorm(norm, NeuralOps.conv(x, weight, null, window), scale);
    } else {
      y = folded(conv, norm, x, outputs, window);
    }
    return relu ? y.relu() : y;
  }

  private Tensor folded(String conv, String norm, Tensor x, int outputs, Window window) {
    float[] weight = parameters.get(conv + ".weight").values();
    float[] scale = parameters.get(norm + ".weight").values();
    float[] shift = parameters.get(norm + ".bias").values();
    float[] mean = parameters.get(norm + ".running_mean").values();
    float[] variance = parameters.get(norm + ".running_var").values();
    float[] foldedWeight = weight.clone();
    float[] bias = new float[outputs];
    int each = weight.length / outputs;
    for (int o = 0; o < outputs; o++) {
      double factor = scale[o] / Math.sqrt(variance[o] + EPSILON);
      bias[o] = (float) (shift[o] - mean[o] * factor);
      for (int i = o * each; i < (o + 1) * each; i++) {
        foldedWeight[i] = (float) (weight[i] * factor);
      }
    }
    int[] shape = parameters.get(conv + ".weight").shape().toArray();
    // Bound like parameters, so that a layer used twice is stored once.
    Tensor kernel =
        bound.computeIfAbsent(conv + ".weight", name -> constant(name, foldedWeight, shape));
    Tensor shifts = bound.computeIfAbsent(conv + ".bias", name -> constant(name, bias, outputs));
    return NeuralOps.conv(x, kernel, shifts, window);
  }

  /**
   * BatchNorm on its own.
   *
   * @param scale first value of the scales; 0 makes a residual branch start as zero
   */
  public Tensor batchNorm(String name, Tensor x, double scale) {
    int channels = x.shape().get(1);
    Tensor weight = parameter(name + ".weight", Kind.BIAS, Initializer.constant(scale), channels);
    Tensor bias = parameter(name + ".bias", Kind.BIAS, Initializer.constant(0), channels);
    Tensor mean = parameter(name + ".running_mean", Kind.BUFFER, Initializer.constant(0), channels);
    Tensor variance =
        parameter(name + ".running_var", Kind.BUFFER, Initializer.constant(1), channels);
    if (mode != Mode.TRAINING) {
      return NeuralOps.batchNorm(x, weight, bias, mean, variance, EPSILON);
    }
    NeuralOps.BatchNorm norm = NeuralOps.batchNormTraining(x, weight, bias, EPSILON);
    double count = (double) x.shape().size() / channels;
    updates.put(name + ".running_mean", new Statistic(mean, norm.mean(), 1 - MOMENTUM));
    Tensor unbiased = norm.variance().mul(count / (count - 1));
    updates.put(name + ".running_var", new Statistic(variance, unbiased, 1 - MOMENTUM));
    return norm.y();
  }

  /** Fully connected: [N, C] to [N, outputs]; PyTorch's initialisation, uniform ±1/√C. */
  public Tensor linear(String name, Tensor x, int outputs) {
    return linear(name, x, outputs, null);
  }

  /**
   * Fully connected: [N, C] to [N, outputs].
   *
   * @param weights first values of the weight; biases then start at 0
   */
  public Tensor linear(String name, Tensor x, int outputs, @Nullable Initializer weights) {
    int in = x.shape().get(1);
    Initializer uniform = Initializer.uniform(1 / Math.sqrt(in));
    Tensor weight =
        parameter(name + ".weight", Kind.WEIGHT, weights == null ? uniform : weights, outputs, in);
    Tensor bias =
        parameter(
            name + ".bias",
            Kind.BIAS,
            weights == null ? uniform : Initializer.constant(0),
            outputs);
    return x.gemm(weight, false, true, bias);
  }

  /** PReLU with one slope per channel, first 0.25. */
  public Tensor prelu(String name, Tensor x) {
    int[] shape = new int[x.shape().rank() - 1];
    java.util.Arrays.fill(shape, 1);
    shape[0] = x.shape().get(1);
    return x.prelu(parameter(name + ".weight", Kind.BIAS, Initializer.constant(0.25), shape));
  }
}
