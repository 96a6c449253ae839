package org.palpebra.benchmarks;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.palpebra.onnx.Bundle;
import org.palpebra.onnx.BundleAsset;
import org.palpebra.onnx.Device;
import org.palpebra.onnx.EyeStateSpec;
import org.palpebra.onnx.OnnxEyeStateClassifier;
import org.palpebra.training.graph.Graph;
import org.palpebra.training.graph.NeuralOps;
import org.palpebra.training.graph.Tensor;
import org.palpebra.training.graph.Window;
import org.palpebra.training.nn.Net;
import org.palpebra.training.nn.Parameters;

/**
 * P(closed) of both eyes of a face on one thread, per eye: the embedded classifier, and beside it a
 * plain network of 160 000 weights (four 3×3 convolutions, each followed by a pooling but the last,
 * and two linear layers) on the same input.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@SuppressWarnings("NullAway.Init") // JMH calls prepare() first
public class EyeStateBenchmark {
  static final String EMBEDDED = "embedded";
  static final String PLAIN = "plain";
  private static final int EYES = 2;
  private static final int SIDE = 24;

  @Param({EMBEDDED, PLAIN})
  String network = EMBEDDED;

  private OnnxEyeStateClassifier classifier;
  private float[] patches;

  @Setup(Level.Trial)
  public void prepare() {
    classifier = network.equals(EMBEDDED) ? embedded() : plain();
    patches = new float[EYES * SIDE * SIDE];
    for (int i = 0; i < patches.length; i++) {
      patches[i] = i * 31 % 97 / 97f;
    }
  }

  private static OnnxEyeStateClassifier embedded() {
    try (Bundle bundle = Bundle.open(Bundle.EMBEDDED)) {
      return OnnxEyeStateClassifier.open(bundle, Device.CPU, 1);
    }
  }

  private static OnnxEyeStateClassifier plain() {
    Parameters parameters = new Parameters();
    plain(parameters, Net.Mode.TRAINING);
    byte[] file = plain(parameters, Net.Mode.INFERENCE).toModel(true).toByteArray();
    BundleAsset asset = new BundleAsset(PLAIN, PLAIN, "", "", file);
    return OnnxEyeStateClassifier.open(asset, EyeStateSpec.ofSize(SIDE), Device.CPU, 1);
  }

  /** With weights as they come. */
  private static Graph plain(Parameters parameters, Net.Mode mode) {
    Graph graph = new Graph();
    Net net = new Net(graph, parameters, mode, 1);
    Tensor x = graph.input("eyes", 1, 1, SIDE, SIDE);
    int[] channels = {16, 32, 64, 64};
    for (int i = 0; i < channels.length; i++) {
      Window same = Window.square(3, 1, 1);
      x = net.convBias("conv" + i, x, channels[i], same).relu();
      x = i < channels.length - 1 ? NeuralOps.maxPool(x, Window.square(2, 2, 0)) : x;
    }
    Tensor hidden = net.linear("fc1", x.flatten(), 170).relu();
    graph.output("closed", net.linear("fc2", hidden, 1).sigmoid().sum(1));
    return graph;
  }

  @TearDown(Level.Trial)
  public void close() {
    classifier.close();
  }

  @Benchmark
  @OperationsPerInvocation(EYES)
  public float[] bothEyes() {
    return classifier.closedProbability(patches, EYES);
  }
}
