package org.palpebra.training.graph.io;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.onnx.proto.OnnxMl.ModelProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.palpebra.training.graph.Doubles;
import org.palpebra.training.graph.ElementType;
import org.palpebra.training.graph.Gradients;
import org.palpebra.training.graph.Graph;
import org.palpebra.training.graph.GraphSession;
import org.palpebra.training.graph.Tensor;
import org.palpebra.training.nn.Net;
import org.palpebra.training.nn.Parameters;

/**
 * One operator per file: the graph that is made of it gives what ONNX Runtime gives for the file,
 * and in double precision its derivative along a random direction is the central difference.
 */
class ImportedOperatorTest {
  private static final double STEP = 1e-6;

  private final List<DynamicTest> tests = new ArrayList<>();

  /** Operators that ONNX Runtime cannot run in double precision. */
  private static final List<String> SINGLE_ONLY = List.of("Erf", "Gelu");

  private void test(Sketch sketch, String operator, String inputs, Object... attributes) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < attributes.length; i += 2) {
      map.put((String) attributes[i], attributes[i + 1]);
    }
    ModelProto model = sketch.node(operator, "y", inputs, map).bareOutput("y").model();
    String title = operator + " " + model.getOpsetImport(0).getVersion() + " " + map.keySet();
    tests.add(
        DynamicTest.dynamicTest(
            title,
            () -> {
              sameValues(model);
              if (!SINGLE_ONLY.contains(operator)) {
                sameDerivative(model);
              }
            }));
  }

  private static Sketch at(int opset) {
    return new Sketch(opset).input("x", 2, 3, 4, 5);
  }

  private static int[] ints(int... values) {
    return values;
  }

  private static Net net(Graph graph, Net.Mode mode) {
    return new Net(graph, new Parameters(), mode, 0);
  }

  private static Map<String, double[]> values(Graph graph, long seed) {
    Random random = new Random(seed);
    Map<String, double[]> values = new LinkedHashMap<>();
    graph
        .inputs()
        .forEach(
            (name, tensor) ->
                values.put(name, random.doubles(tensor.shape().size(), 0.1, 0.9).toArray()));
    return values;
  }

  private static void sameValues(ModelProto model) {
    Graph graph = new Graph();
    ImportedNetwork network = ImportedNetwork.of("test.onnx", model);
    Map<String, Tensor> inputs = network.inputs(graph, Map.of());
    Tensor y =
        network.build(net(graph, Net.Mode.INFERENCE), inputs).getOrDefault("y", graph.scalar(0));
    graph.output("result", y.cast(ElementType.FLOAT));
    Map<String, double[]> values = values(graph, 1);
    double[] expected;
    try (GraphSession session = GraphSession.of(model, 1)) {
      expected = Doubles.run(session, graph, values).getOrDefault("y", new double[0]);
    }
    try (GraphSession session = GraphSession.of(graph, 1)) {
      double[] actual = Doubles.run(session, graph, values).getOrDefault("result", new double[0]);
      assertEquals(expected.length, actual.length);
      assertEquals(y.shape().size(), actual.length);
      for (int i = 0; i < expected.length; i++) {
        assertEquals(expected[i], actual[i], 2e-5 * (1 + Math.abs(expected[i])), "y[" + i + "]");
      }
    }
  }

  private static void sameDerivative(ModelProto model) {
    Graph graph = new Graph(ElementType.DOUBLE);
    ImportedNetwork network = ImportedNetwork.of("test.onnx", model);
    Map<String, Tensor> variables = new LinkedHashMap<>(network.inputs(graph, Map.of()));
    Net net = net(graph, Net.Mode.TRAINING);
    Tensor y = network.build(net, variables).getOrDefault("y", graph.scalar(0));
    variables.putAll(net.bound());
    Random random = new Random(2);
    double[] weights = random.doubles(y.shape().size(), -1, 1).toArray();
    Tensor seed = graph.constant(weights, y.shape().toArray());
    List<String> names = List.copyOf(variables.keySet());
    List<Tensor> gradients = Gradients.of(y, seed, List.copyOf(variables.values()));
    graph.output("loss", y.mul(seed).sum().reshape(1));
    for (int i = 0; i < names.size(); i++) {
      graph.output("d" + i, gradients.get(i));
    }
    Map<String, double[]> values = values(graph, 1);
    Map<String, double[]> above = new HashMap<>();
    Map<String, double[]> below = new HashMap<>();
    try (GraphSession session = GraphSession.of(graph, 1)) {
      Map<String, double[]> emitted = Doubles.run(session, graph, values);
      double slope = 0;
      for (int i = 0; i < names.size(); i++) {
        double[] point = values.getOrDefault(names.get(i), new double[0]);
        double[] gradient = emitted.getOrDefault("d" + i, new double[0]);
        double[] up = point.clone();
        double[] down = point.clone();
        for (int j = 0; j < point.length; j++) {
          double direction = random.nextGaussian();
          slope += direction * gradient[j];
          up[j] += STEP * direction;
          down[j] -= STEP * direction;
        }
        above.put(names.get(i), up);
        below.put(names.get(i), down);
      }
      double difference = (loss(session, graph, above) - loss(session, graph, below)) / (2 * STEP);
      assertEquals(difference, slope, 1e-7 * (1 + Math.abs(difference)) * names.size() * 10);
    }
  }

  private static double loss(GraphSession session, Graph graph, Map<String, double[]> values) {
    return Doubles.run(session, graph, values).getOrDefault("loss", new double[1])[0];
  }

  @TestFactory
  List<DynamicTest> elementwise() {
    for (String unary :
        List.of(
            "Identity",
            "Neg",
            "Abs",
            "Sign",
            "Floor",
            "Ceil",
            "Round",
            "Sqrt",
            "Reciprocal",
            "Exp",
            "Log",
            "Sin",
            "Cos",
            "Tan",
            "Erf",
            "Relu",
            "Sigmoid",
            "Tanh",
            "Softplus",
            "Softsign")) {
      test(at(13), unary, "x");
    }
    for (String binary : List.of("Add", "Sub", "Mul", "Div")) {
      test(at(9).input("z", 4, 1), binary, "x z");
      test(at(14).floats("w", new float[] {2, -3, 0.5f, 4, 1}, 5), binary, "x w");
    }
    for (String variadic : List.of("Sum", "Min", "Max", "Mean")) {
      test(at(13).input("z", 3, 1, 5).input("t", 5), variadic, "x z t");
      test(at(13), variadic, "x");
    }
    test(at(12).input("z", 5), "Pow", "x z");
    test(at(15).constant("p", Sketch.integerTensor("", 3)), "Pow", "x p");
    test(at(15).constant("p", Sketch.floatTensor("", new float[] {1.5f})), "Pow", "x p");
    test(at(9), "Clip", "x", "min", 0.3, "max", 0.6);
    test(at(9), "Clip", "x", "min", 0.3);
    test(at(11).constant("h", Sketch.floatTensor("", new float[] {0.6f})), "Clip", "x _ h");
    test(at(13).constant("l", Sketch.floatTensor("", new float[] {0.2f})), "Clip", "x l");
    test(at(9), "Dropout", "x", "ratio", 0.5);
    test(at(13), "Dropout", "x");
    for (String comparison : List.of("Greater", "Less", "GreaterOrEqual", "LessOrEqual", "Equal")) {
      test(at(16).input("z", 5).node(comparison, "c", "x z"), "Where", "c x z");
    }
    test(
        at(16)
            .input("z", 5)
            .node("Less", "c", "x z")
            .node("Not", "n", "c")
            .node("Greater", "g", "x z")
            .node("And", "a", "n g")
            .node("Or", "o", "a c"),
        "Where",
        "o x z");
    test(at(13), "Cast", "x", "to", 1);
    test(at(15).input("z", 1), "CastLike", "x z");
    return tests;
  }

  @TestFactory
  List<DynamicTest> activations() {
    test(
        at(16).floats("s", new float[] {0.1f, -0.2f, 0.3f}, 3, 1, 1).node("Neg", "n", "x"),
        "PRelu",
        "n s");
    for (String operator : List.of("LeakyRelu", "Elu", "ThresholdedRelu", "Celu")) {
      test(at(16).node("Log", "n", "x"), operator, "n");
      test(at(16).node("Log", "n", "x"), operator, "n", "alpha", 0.35);
    }
    test(at(16).node("Log", "n", "x"), "Selu", "n");
    test(at(16).node("Log", "n", "x"), "Selu", "n", "alpha", 1.2, "gamma", 0.7);
    test(at(16).node("Log", "n", "x"), "HardSigmoid", "n");
    test(at(16).node("Log", "n", "x"), "HardSigmoid", "n", "alpha", 0.3, "beta", 0.4);
    test(at(16).node("Log", "n", "x"), "HardSwish", "n");
    test(at(18).node("Log", "n", "x"), "Mish", "n");
    test(at(20).node("Log", "n", "x"), "Gelu", "n");
    test(at(20).node("Log", "n", "x"), "Gelu", "n", "approximate", "tanh");
    for (String operator : List.of("Softmax", "LogSoftmax")) {
      for (int opset : ints(9, 11, 13, 17)) {
        test(at(opset), operator, "x");
        test(at(opset), operator, "x", "axis", 2);
      }
    }
    return tests;
  }

  @TestFactory
  List<DynamicTest> shapes() {
    test(at(9).integers("s", 0, -1, 4), "Reshape", "x s");
    test(at(14).integers("s", 6, 20), "Reshape", "x s");
    for (int axis : ints(0, 1, 2, 4)) {
      test(at(13), "Flatten", "x", "axis", axis);
    }
    test(at(13), "Flatten", "x", "axis", -1);
    Sketch lone = new Sketch(9).input("x", 1, 3, 1, 2);
    test(lone, "Squeeze", "x");
    test(new Sketch(11).input("x", 1, 3, 1, 2), "Squeeze", "x", "axes", ints(0));
    test(new Sketch(13).input("x", 1, 3, 1, 2).integers("a", -2), "Squeeze", "x a");
    test(at(9), "Unsqueeze", "x", "axes", ints(0, 3));
    test(at(13).integers("a", -1, 1), "Unsqueeze", "x a");
    test(at(13), "Transpose", "x");
    test(at(13), "Transpose", "x", "perm", ints(0, 2, 3, 1));
    test(new Sketch(13).input("x", 3, 1).integers("s", 2, 1, 4), "Expand", "x s");
    test(at(13).integers("r", 1, 2, 1, 3), "Tile", "x r");
    test(new Sketch(13).input("x", 2, 8, 2, 3), "DepthToSpace", "x", "blocksize", 2);
    test(new Sketch(13).input("x", 2, 8, 2, 3), "DepthToSpace", "x", "blocksize", 2, "mode", "CRD");
    test(new Sketch(13).input("x", 2, 2, 4, 6), "SpaceToDepth", "x", "blocksize", 2);
    test(at(13).input("z", 2, 3, 4, 2), "Concat", "x z", "axis", -1);
    test(at(9), "Slice", "x", "starts", ints(1, 0), "ends", ints(100, -1), "axes", ints(1, 3));
    test(
        at(10)
            .integers("s", -3, 4)
            .integers("e", 100, -100)
            .integers("a", 2, 3)
            .integers("t", 1, -2),
        "Slice",
        "x s e a t");
    test(at(13).integers("s", 0, 1).integers("e", 1, Long.MAX_VALUE), "Slice", "x s e");
    test(
        at(13).integers("s", -1).integers("e", Long.MIN_VALUE).integers("a", -1).integers("t", -1),
        "Slice",
        "x s e a t");
    test(at(9), "Pad", "x", "pads", ints(0, 0, 1, 2, 0, 1, 0, 1), "value", 0.7);
    test(at(9), "Pad", "x", "pads", ints(0, 0, 1, 2, 0, 0, 0, 1), "mode", "reflect");
    test(at(11).integers("p", 0, 0, 1, -2, 0, 0, 0, 1), "Pad", "x p", "mode", "edge");
    test(
        at(13)
            .integers("p", 0, 0, 1, 2, 0, 0, -1, 1)
            .constant("v", Sketch.floatTensor("", new float[] {-2})),
        "Pad",
        "x p v");
    test(at(18).integers("p", 1, 2).integers("a", -1), "Pad", "x p _ a");
    for (int opset : ints(11, 13)) {
      tests.add(splitInto(at(opset), "x", Map.of("axis", 2)));
    }
    tests.add(splitInto(at(13).integers("s", 1, 3), "x s", Map.of("axis", 2)));
    tests.add(splitInto(at(18), "x", Map.of("axis", 3, "num_outputs", 2)));
    return tests;
  }

  private static DynamicTest splitInto(
      Sketch sketch, String inputs, Map<String, Object> attributes) {
    sketch.node("Split", "a b", inputs, attributes).node("Exp", "y", "b").bareOutput("y");
    return DynamicTest.dynamicTest(
        "Split " + attributes,
        () -> {
          sameValues(sketch.model());
          sameDerivative(sketch.model());
        });
  }

  @TestFactory
  List<DynamicTest> reductions() {
    for (String operator :
        List.of(
            "ReduceSum",
            "ReduceMean",
            "ReduceMax",
            "ReduceMin",
            "ReduceL1",
            "ReduceL2",
            "ReduceSumSquare",
            "ReduceLogSum",
            "ReduceLogSumExp")) {
      test(at(11), operator, "x", "axes", ints(1, -1), "keepdims", 0);
      test(at(11), operator, "x");
      test(at(18).integers("a", 2), operator, "x a");
      test(at(18), operator, "x", "noop_with_empty_axes", 1);
    }
    test(at(13).node("ArgMax", "m", "x", Map.of("axis", 3)), "GatherElements", "x m", "axis", 3);
    test(at(13).node("ArgMin", "m", "x", Map.of("axis", 1, "keepdims", 0)), "Cast", "m", "to", 1);
    test(at(13).input("z", 5, 2), "MatMul", "x z");
    test(at(13).input("z", 5), "MatMul", "x z");
    test(new Sketch(13).input("x", 3).input("z", 2, 3, 4), "MatMul", "x z");
    test(new Sketch(13).input("x", 3).input("z", 3), "MatMul", "x z");
    test(new Sketch(13).input("x", 2, 3).input("z", 3, 4), "Gemm", "x z");
    test(
        new Sketch(9).input("x", 3, 2).input("z", 4, 3).floats("b", new float[] {1, 2, 3, 4}, 4),
        "Gemm",
        "x z b",
        "transA",
        1,
        "transB",
        1,
        "alpha",
        0.5,
        "beta",
        2.0);
    return tests;
  }

  @TestFactory
  List<DynamicTest> indices() {
    test(at(13).integers("i", 2, -1, 0), "Gather", "x i", "axis", 1);
    test(
        at(13).constant("i", Sketch.integerTensor("", 1).toBuilder().clearDims().build()),
        "Gather",
        "x i",
        "axis",
        3);
    Sketch nd = at(13).integers("f", 1, 2, 0, 1).integers("s", 2, 2);
    test(nd.node("Reshape", "i", "f s"), "GatherND", "x i");
    Sketch set = at(16).integers("f", 1, 2, 0, 1).integers("s", 2, 2).input("u", 2, 4, 5);
    test(set.node("Reshape", "i", "f s"), "ScatterND", "x i u");
    Sketch add = at(16).integers("f", 1, 2, 1, 2).integers("s", 2, 2).input("u", 2, 4, 5);
    test(add.node("Reshape", "i", "f s"), "ScatterND", "x i u", "reduction", "add");
    Sketch elements = at(16).integers("f", 3, 1).integers("s", 1, 1, 2, 1).input("u", 1, 1, 2, 1);
    test(elements.node("Reshape", "i", "f s"), "ScatterElements", "x i u", "axis", 2);
    Sketch old = at(9).integers("f", 3, 1).integers("s", 1, 1, 2, 1).input("u", 1, 1, 2, 1);
    test(old.node("Reshape", "i", "f s"), "Scatter", "x i u", "axis", 2);
    Sketch twice = at(16).integers("f", 1, 1).integers("s", 1, 1, 2, 1).input("u", 1, 1, 2, 1);
    test(
        twice.node("Reshape", "i", "f s"),
        "ScatterElements",
        "x i u",
        "axis",
        2,
        "reduction",
        "add");
    return tests;
  }

  private static Sketch image(int opset, int channels, int outputs, int... kernel) {
    int[] shape = new int[kernel.length + 2];
    shape[0] = outputs;
    shape[1] = channels;
    System.arraycopy(kernel, 0, shape, 2, kernel.length);
    Sketch sketch = new Sketch(opset).weights("w", new Random(3), 0.5, shape);
    sketch.weights("b", new Random(4), 0.5, outputs);
    return kernel.length == 2 ? sketch.input("x", 2, 4, 7, 6) : sketch.input("x", 2, 4, 9);
  }

  @TestFactory
  List<DynamicTest> convolutions() {
    test(image(11, 4, 3, 3, 3), "Conv", "x w b");
    test(image(9, 4, 3, 3, 2), "Conv", "x w", "pads", ints(1, 0, 2, 1), "strides", ints(2, 1));
    test(
        image(11, 2, 6, 3, 3),
        "Conv",
        "x w b",
        "group",
        2,
        "dilations",
        ints(2, 1),
        "pads",
        ints(2, 1, 2, 1));
    test(image(11, 1, 4, 3, 3), "Conv", "x w b", "group", 4, "pads", ints(1, 1, 1, 1));
    test(image(11, 4, 3, 3, 3), "Conv", "x w", "auto_pad", "SAME_UPPER", "strides", ints(2, 2));
    test(image(11, 4, 3, 2, 2), "Conv", "x w", "auto_pad", "SAME_LOWER");
    test(image(11, 4, 3, 2, 2), "Conv", "x w", "auto_pad", "VALID");
    test(image(11, 4, 3, 3), "Conv", "x w b", "pads", ints(1, 2), "strides", ints(2));
    test(
        new Sketch(11)
            .input("x", 2, 4, 3, 4)
            .weights("w", new Random(5), 0.5, 4, 3, 3, 2)
            .weights("b", new Random(6), 0.5, 3),
        "ConvTranspose",
        "x w b",
        "strides",
        ints(2, 3),
        "pads",
        ints(1, 0, 0, 1),
        "output_padding",
        ints(1, 2));
    test(
        new Sketch(11).input("x", 2, 4, 5).weights("w", new Random(5), 0.5, 4, 1, 4),
        "ConvTranspose",
        "x w",
        "strides",
        ints(2),
        "pads",
        ints(1, 1),
        "group",
        4);
    return tests;
  }

  @TestFactory
  List<DynamicTest> pooling() {
    for (int ceil = 0; ceil < 2; ceil++) {
      test(
          at(11),
          "MaxPool",
          "x",
          "kernel_shape",
          ints(3, 2),
          "strides",
          ints(2, 2),
          "pads",
          ints(1, 0, 0, 1),
          "ceil_mode",
          ceil);
      for (int counted = 0; counted < 2; counted++) {
        for (int opset : ints(11, 19)) {
          test(
              at(opset),
              "AveragePool",
              "x",
              "kernel_shape",
              ints(3, 3),
              "strides",
              ints(2, 2),
              "pads",
              ints(1, 1, 1, 1),
              "ceil_mode",
              ceil,
              "count_include_pad",
              counted);
        }
      }
    }
    test(at(11), "MaxPool", "x", "kernel_shape", ints(2, 2), "dilations", ints(2, 1));
    test(at(11), "MaxPool", "x", "kernel_shape", ints(2, 2), "auto_pad", "SAME_UPPER");
    test(at(11), "AveragePool", "x", "kernel_shape", ints(2, 2), "auto_pad", "SAME_LOWER");
    test(
        new Sketch(11).input("x", 2, 3, 7),
        "AveragePool",
        "x",
        "kernel_shape",
        ints(3),
        "strides",
        ints(2));
    test(at(11), "GlobalAveragePool", "x");
    test(new Sketch(11).input("x", 2, 3, 7), "GlobalAveragePool", "x");
    test(at(11), "GlobalMaxPool", "x");
    return tests;
  }

  private static Sketch scaled(int opset, int channels) {
    return at(opset)
        .weights("s", new Random(7), 1, channels)
        .weights("b", new Random(8), 1, channels);
  }

  @TestFactory
  List<DynamicTest> normalisations() {
    float[] mean = {0.2f, -0.3f, 0.1f};
    float[] variance = {0.5f, 1.5f, 0.9f};
    for (int opset : ints(9, 14, 15)) {
      test(
          scaled(opset, 3).floats("m", mean, 3).floats("v", variance, 3),
          "BatchNormalization",
          "x s b m v",
          "epsilon",
          1e-3);
    }
    test(scaled(9, 3), "InstanceNormalization", "x s b", "epsilon", 1e-3);
    test(scaled(17, 5), "LayerNormalization", "x s b");
    test(scaled(17, 5), "LayerNormalization", "x s", "epsilon", 1e-2);
    test(at(17).weights("s", new Random(7), 1, 4, 5), "LayerNormalization", "x s", "axis", 2);
    test(
        new Sketch(21)
            .input("x", 2, 4, 3, 2)
            .weights("s", new Random(7), 1, 4)
            .weights("b", new Random(8), 1, 4),
        "GroupNormalization",
        "x s b",
        "num_groups",
        2);
    test(
        new Sketch(18)
            .input("x", 2, 4, 3, 2)
            .weights("s", new Random(7), 1, 2)
            .weights("b", new Random(8), 1, 2),
        "GroupNormalization",
        "x s b",
        "num_groups",
        2);
    test(at(13), "LpNormalization", "x", "axis", 1);
    test(at(13), "LpNormalization", "x", "axis", 1, "p", 1);
    return tests;
  }

  @TestFactory
  List<DynamicTest> images() {
    float[] twice = {1, 1, 2, 2};
    float[] odd = {1, 1, 1.5f, 2.6f};
    for (String mode : List.of("nearest", "linear")) {
      test(at(9).constant("s", Sketch.floatTensor("", twice, 4)), "Upsample", "x s", "mode", mode);
      test(at(10).constant("s", Sketch.floatTensor("", odd, 4)), "Resize", "x s", "mode", mode);
    }
    for (String transform :
        List.of("half_pixel", "pytorch_half_pixel", "align_corners", "asymmetric")) {
      for (String mode : List.of("linear", "cubic")) {
        test(
            at(13).integers("z", 2, 3, 7, 3),
            "Resize",
            "x _ _ z",
            "mode",
            mode,
            "coordinate_transformation_mode",
            transform);
        test(
            at(13).constant("s", Sketch.floatTensor("", odd, 4)),
            "Resize",
            "x _ s",
            "mode",
            mode,
            "coordinate_transformation_mode",
            transform);
      }
      for (String rounding : List.of("round_prefer_floor", "round_prefer_ceil", "floor", "ceil")) {
        test(
            at(13).constant("s", Sketch.floatTensor("", odd, 4)),
            "Resize",
            "x _ s",
            "nearest_mode",
            rounding,
            "coordinate_transformation_mode",
            transform);
      }
    }
    test(
        at(19).constant("s", Sketch.floatTensor("", new float[] {1.7f, 0.6f}, 2)),
        "Resize",
        "x _ s",
        "mode",
        "linear",
        "axes",
        ints(2, 3),
        "coordinate_transformation_mode",
        "half_pixel_symmetric");
    for (int corners = 0; corners < 2; corners++) {
      for (String padding : List.of("zeros", "border")) {
        Sketch sketch =
            new Sketch(16)
                .input("x", 2, 3, 4, 5)
                .input("g", 2, 3, 2, 2)
                .constant("two", Sketch.floatTensor("", new float[] {3}))
                .constant("one", Sketch.floatTensor("", new float[] {1.4f}))
                .node("Mul", "h", "g two")
                .node("Sub", "grid", "h one");
        test(sketch, "GridSample", "x grid", "align_corners", corners, "padding_mode", padding);
      }
      test(
          new Sketch(20).input("x", 2, 2, 3).integers("z", 2, 3, 4, 5),
          "AffineGrid",
          "x z",
          "align_corners",
          corners);
    }
    return tests;
  }
}
