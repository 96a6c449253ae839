package org.palpebra.training.nn;

import ai.onnx.proto.OnnxMl;
import ai.onnxruntime.OnnxTensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.palpebra.onnx.Device;
import org.palpebra.training.graph.Detour;
import org.palpebra.training.graph.DetourSession;
import org.palpebra.training.graph.Gradients;
import org.palpebra.training.graph.Graph;
import org.palpebra.training.graph.GraphPass;
import org.palpebra.training.graph.GraphSession;
import org.palpebra.training.graph.Repetition;
import org.palpebra.training.graph.Shape;
import org.palpebra.training.graph.Tensor;
import org.palpebra.training.nn.Parameters.Parameter;

/**
 * One training step as one ONNX graph: forward, backward, Adam, running statistics. State goes in
 * and comes out under the names of {@link Parameters}, {@code m.NAME}, {@code v.NAME} and {@code
 * step}; in the file, outputs are called {@code new.NAME}. One run can do several steps ({@link
 * Execution#stepsPerRun()}, {@link Repetition}), between which nothing leaves the device. On the
 * CPU, one step at a time, the graph ends with the gradients and Adam is done in Java, with the
 * same arithmetic but fewer passes over memory.
 *
 * <p>Usage: build the network and the loss with a training {@link Net}, then
 *
 * <pre>{@code
 * try (TrainStep step = TrainStep.compile(net, loss, Map.of("loss", loss), Adam.plain(), 2)) {
 *   Map<String, Float> metrics = step.run(batchTensors, 1e-3);
 *   step.store();   // copies the state back into net.parameters()
 * }
 * }</pre>
 *
 * Not thread-safe.
 */
public final class TrainStep implements AutoCloseable {
  /** Name of the state tensor that counts steps. */
  public static final String STEP = "step";

  static final String RATE = "learning_rate";
  static final String NEW = "new.";
  static final String AVERAGE = "average.";
  static final String GRADIENT = "gradient.";
  static final String GRADIENT_NORM = "gradient_norm";

  private final Parameters parameters;
  private final Map<String, Shape> shapes;
  private final StepRunner runner;

  private TrainStep(Parameters parameters, Map<String, Shape> shapes, StepRunner runner) {
    this.parameters = parameters;
    this.shapes = shapes;
    this.runner = runner;
  }

  /**
   * Completes the graph of a training net.
   *
   * @param net training mode; its graph gets the optimiser's inputs and outputs
   * @param loss one element
   * @param metrics outputs to report, by name, one element each; may include the loss
   * @return the file's content: inputs are the data, {@code learning_rate} and the state
   */
  public static OnnxMl.ModelProto model(
      Net net, Tensor loss, Map<String, Tensor> metrics, Adam adam) {
    complete(net, loss, metrics, adam, 0);
    return net.graph().toModel();
  }

  private static void complete(
      Net net, Tensor loss, Map<String, Tensor> metrics, Adam adam, double averaging) {
    Graph graph = net.graph();
    Map<String, Tensor> weights = weights(net);
    Tensor rate = graph.input(RATE);
    Tensor step = graph.input(STEP).add(1);
    List<Tensor> gradients = Gradients.of(loss, new ArrayList<>(weights.values()));
    Adam.Update update =
        adam.update(
            graph,
            weights,
            gradients,
            rate,
            step,
            name -> net.parameters().get(name).kind() == Parameters.Kind.WEIGHT);
    metrics.forEach((name, tensor) -> graph.output(name, tensor.reshape(1)));
    graph.output(GRADIENT_NORM, update.gradientNorm().reshape(1));
    Map<String, Tensor> fresh = new LinkedHashMap<>(update.state());
    fresh.putAll(net.updates());
    if (averaging > 0) {
      fresh.putAll(averages(net, fresh, step, averaging));
    }
    fresh.forEach((name, tensor) -> graph.output(NEW + name, tensor));
    graph.output(NEW + STEP, step);
  }

  /** As far as the gradients; {@link HostRunner} does the rest. */
  private static void differentiate(Net net, Tensor loss, Map<String, Tensor> metrics) {
    Graph graph = net.graph();
    Map<String, Tensor> weights = weights(net);
    List<Tensor> gradients = Gradients.of(loss, new ArrayList<>(weights.values()));
    metrics.forEach((name, tensor) -> graph.output(name, tensor.reshape(1)));
    graph.output(GRADIENT_NORM, Adam.globalNorm(gradients).reshape(1));
    int index = 0;
    for (String name : weights.keySet()) {
      graph.output(GRADIENT + name, gradients.get(index++));
    }
    net.updates().forEach((name, tensor) -> graph.output(NEW + name, tensor));
  }

  private static Map<String, Tensor> weights(Net net) {
    Map<String, Tensor> weights = new LinkedHashMap<>();
    net.bound()
        .forEach(
            (name, tensor) -> {
              if (net.parameters().get(name).kind().learned()) {
                weights.put(name, tensor);
              }
            });
    return weights;
  }

  /** Moving averages of weights and statistics; young averages forget faster. */
  private static Map<String, Tensor> averages(
      Net net, Map<String, Tensor> fresh, Tensor step, double averaging) {
    Graph graph = net.graph();
    Tensor decay = step.add(1).div(step.add(10)).min(graph.scalar(averaging));
    Tensor share = graph.scalar(1).sub(decay);
    Map<String, Tensor> averages = new LinkedHashMap<>();
    net.bound()
        .forEach(
            (name, tensor) -> {
              Shape shape = tensor.shape();
              Tensor value = Elementwise.flat(fresh.getOrDefault(name, tensor));
              Tensor old = Elementwise.flat(graph.input(AVERAGE + name, shape.toArray()));
              Tensor average = old.add(value.sub(old).mul(share));
              averages.put(AVERAGE + name, Elementwise.shaped(average, shape));
            });
    return averages;
  }

  /**
   * Builds and loads the step, with the parameters' present values, moments zero.
   *
   * @param threads for one operator
   */
  public static TrainStep compile(
      Net net, Tensor loss, Map<String, Tensor> metrics, Adam adam, int threads) {
    return compile(net, loss, metrics, adam, 0, threads);
  }

  /**
   * As {@link #compile(Net, Tensor, Map, Adam, int)}, also keeping a moving average of the weights.
   *
   * @param averaging share of the old average that a step keeps, such as 0.999; 0 for no average
   */
  public static TrainStep compile(
      Net net, Tensor loss, Map<String, Tensor> metrics, Adam adam, double averaging, int threads) {
    return compile(net, loss, metrics, adam, averaging, Execution.cpu(threads), null);
  }

  /**
   * As {@link #compile(Net, Tensor, Map, Adam, double, int)}, on any device and with any number of
   * steps per run, and for losses that need something which is computed outside of the graph in the
   * middle of a step.
   *
   * @param detour its target is not part of the batch; null for none
   * @throws IllegalArgumentException for a detour and several steps per run: a run cannot leave the
   *     graph in its middle
   */
  public static TrainStep compile(
      Net net,
      Tensor loss,
      Map<String, Tensor> metrics,
      Adam adam,
      double averaging,
      Execution execution,
      @Nullable Detour detour) {
    if (detour != null && execution.stepsPerRun() > 1) {
      throw new IllegalArgumentException(
          "stepsPerRun %d: a loss that is computed partly outside of the graph takes one step per run"
              .formatted(execution.stepsPerRun()));
    }
    Map<String, Shape> shapes = stateShapes(net, averaging);
    boolean onHost = execution.device().kind() == Device.Kind.CPU && execution.stepsPerRun() == 1;
    StepRunner runner =
        onHost
            ? hostRunner(net, loss, metrics, adam, averaging, execution, detour)
            : inGraphRunner(net, loss, metrics, adam, averaging, execution, detour);
    TrainStep step = new TrainStep(net.parameters(), shapes, runner);
    Map<String, float[]> first = new LinkedHashMap<>();
    shapes.forEach((name, shape) -> first.put(name, step.first(name, shape)));
    step.load(first);
    return step;
  }

  private static StepRunner hostRunner(
      Net net,
      Tensor loss,
      Map<String, Tensor> metrics,
      Adam adam,
      double averaging,
      Execution execution,
      @Nullable Detour detour) {
    differentiate(net, loss, metrics);
    List<Parameter> parameters = net.bound().keySet().stream().map(net.parameters()::get).toList();
    return new HostRunner(
        detour == null
            ? GraphSession.of(net.graph().toModel(), execution.threads(), execution.device())
            : DetourSession.of(detour, execution.threads(), execution.device()),
        reported(metrics),
        parameters,
        stateShapes(net, averaging),
        new HostAdam(adam, averaging, execution.threads()));
  }

  private static StepRunner inGraphRunner(
      Net net,
      Tensor loss,
      Map<String, Tensor> metrics,
      Adam adam,
      double averaging,
      Execution execution,
      @Nullable Detour detour) {
    complete(net, loss, metrics, adam, averaging);
    Map<String, Shape> shapes = stateShapes(net, averaging);
    GraphPass pass;
    if (detour != null) {
      pass = DetourSession.of(detour, execution.threads(), execution.device());
    } else {
      OnnxMl.ModelProto model = net.graph().toModel();
      if (execution.stepsPerRun() > 1) {
        model = repeated(model, shapes.keySet(), execution.stepsPerRun());
      }
      pass = GraphSession.of(model, execution.threads(), execution.device());
    }
    return new InGraphRunner(
        pass, reported(metrics), shapes, new StepControls(execution.stepsPerRun()));
  }

  private static Set<String> reported(Map<String, Tensor> metrics) {
    Set<String> reported = new LinkedHashSet<>(metrics.keySet());
    reported.add(GRADIENT_NORM);
    return reported;
  }

  private static Map<String, Shape> stateShapes(Net net, double averaging) {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    for (String name : net.bound().keySet()) {
      Parameter parameter = net.parameters().get(name);
      shapes.put(name, parameter.shape());
      if (parameter.kind().learned()) {
        shapes.put("m." + name, parameter.shape());
        shapes.put("v." + name, parameter.shape());
      }
      if (averaging > 0) {
        shapes.put(AVERAGE + name, parameter.shape());
      }
    }
    shapes.put(STEP, Shape.of());
    return shapes;
  }

  private static OnnxMl.ModelProto repeated(
      OnnxMl.ModelProto model, Set<String> state, int stepsPerRun) {
    Map<String, String> carried = new LinkedHashMap<>();
    for (OnnxMl.ValueInfoProto output : model.getGraph().getOutputList()) {
      if (output.getName().startsWith(NEW)) {
        carried.put(output.getName().substring(NEW.length()), output.getName());
      }
    }
    Set<String> varying = new LinkedHashSet<>();
    model.getGraph().getInputList().forEach(input -> varying.add(input.getName()));
    varying.removeAll(state);
    return Repetition.of(model, stepsPerRun, carried, varying);
  }

  private float[] first(String name, Shape shape) {
    boolean average = name.startsWith(AVERAGE);
    Parameter parameter = parameters.find(average ? name.substring(AVERAGE.length()) : name);
    return parameter == null ? new float[shape.size()] : parameter.values();
  }

  /**
   * Does one step.
   *
   * @param batch the data inputs by name; not closed
   * @return metrics by name, and {@code gradient_norm}
   */
  public Map<String, Float> run(Map<String, OnnxTensor> batch, double learningRate) {
    return run(batch, new double[] {learningRate}).get(0);
  }

  /**
   * Does several steps in one run.
   *
   * @param batches the data inputs by name; not closed. Where a run may do more than one step, each
   *     has a first axis of {@link Execution#stepsPerRun()} batches, of which the first ones are
   *     taken
   * @param learningRates of the steps, at least one and at most so many
   * @return for each step metrics by name, and {@code gradient_norm}
   */
  public List<Map<String, Float>> run(Map<String, OnnxTensor> batches, double[] learningRates) {
    return runner.run(batches, learningRates);
  }

  /** The device and ONNX Runtime's provider, such as {@code cpu, onnxruntime-1.28.0/CPU…}. */
  public String device() {
    return runner.place();
  }

  /** Number of steps done. */
  public long count() {
    return (long) runner.values(STEP)[0];
  }

  /** A copy of the whole state: parameters, moments and the step's number. */
  public Map<String, float[]> state() {
    Map<String, float[]> values = new LinkedHashMap<>();
    shapes.keySet().forEach(name -> values.put(name, runner.values(name)));
    return values;
  }

  /** Replaces the state; names and sizes as {@link #state()} gives them. */
  public void load(Map<String, float[]> values) {
    if (!values.keySet().equals(shapes.keySet())) {
      throw new IllegalArgumentException(
          values.size() + " state arrays, not those of " + shapes.size());
    }
    shapes.forEach(
        (name, shape) -> {
          int length = values.getOrDefault(name, new float[0]).length;
          if (length != shape.size()) {
            throw new IllegalArgumentException(name + ": " + length + " values for shape " + shape);
          }
        });
    runner.load(values);
  }

  /** Copies weights and statistics back into the net's {@link Parameters}. */
  public void store() {
    for (String name : shapes.keySet()) {
      if (parameters.find(name) != null) {
        parameters.set(name, runner.values(name));
      }
    }
  }

  /**
   * A copy of the parameters as they are now; where the step keeps a moving average, the average.
   */
  public Parameters snapshot() {
    Parameters copy = parameters.copy();
    for (Parameter parameter : copy.all()) {
      String name = parameter.name();
      String source = shapes.containsKey(AVERAGE + name) ? AVERAGE + name : name;
      if (shapes.containsKey(source)) {
        copy.set(name, runner.values(source));
      }
    }
    return copy;
  }

  /** Shapes of the state's arrays by name. */
  public Map<String, Shape> shapes() {
    return Collections.unmodifiableMap(shapes);
  }

  @Override
  public void close() {
    runner.close();
  }
}
