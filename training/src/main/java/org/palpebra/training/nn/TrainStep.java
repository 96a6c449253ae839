package org.palpebra.training.nn;

import ai.onnx.proto.OnnxMl;
import ai.onnxruntime.OnnxTensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.palpebra.training.graph.Detour;
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
    new StepTask(net, loss, metrics, adam, 0).complete();
    return net.graph().toModel();
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
    StepTask task = new StepTask(net, loss, metrics, adam, averaging);
    TrainStep step =
        new TrainStep(net.parameters(), task.stateShapes(), task.runner(execution, detour));
    Map<String, float[]> first = new LinkedHashMap<>();
    step.shapes.forEach((name, shape) -> first.put(name, step.first(name, shape)));
    step.load(first);
    return step;
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
