package org.palpebra.training.nn;

import ai.onnxruntime.OnnxTensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.palpebra.training.graph.GraphPass;
import org.palpebra.training.graph.GraphSession;
import org.palpebra.training.graph.Shape;

/**
 * Steps on the CPU whose graph gives gradients, from which {@link HostAdam} makes the new weights
 * in place, and the batch's statistics. All state lies in memory of its own that the graph reads.
 */
final class HostRunner implements StepRunner {
  private final GraphPass pass;
  private final Set<String> metrics;
  private final HostAdam adam;
  private final Map<String, Statistic> statistics;
  private final Map<String, DirectArray> state = new LinkedHashMap<>();
  private final Map<String, DirectArray> gradients = new LinkedHashMap<>();
  private final Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
  private final Map<String, OnnxTensor> results = new LinkedHashMap<>();

  /**
   * @param pass closed with the runner; its outputs are metrics, gradients and the batch's
   *     statistics
   * @param parameters kinds and shapes of those that the graph has as inputs
   * @param shapes of the whole state
   * @param statistics by the names of the running ones
   */
  HostRunner(
      GraphPass pass,
      Set<String> metrics,
      List<Parameters.Parameter> parameters,
      Map<String, Shape> shapes,
      Map<String, Statistic> statistics,
      HostAdam adam) {
    this.pass = pass;
    this.metrics = metrics;
    this.statistics = statistics;
    this.adam = adam;
    shapes.forEach((name, shape) -> state.put(name, DirectArray.of(shape)));
    parameters.forEach(this::add);
  }

  private void add(Parameters.Parameter parameter) {
    String name = parameter.name();
    DirectArray values = array(name);
    inputs.put(name, values.tensor());
    if (parameter.kind().learned()) {
      DirectArray gradient = DirectArray.of(parameter.shape());
      gradients.put(TrainStep.GRADIENT + name, gradient);
      results.put(TrainStep.GRADIENT + name, gradient.tensor());
      adam.add(
          new HostAdam.Weights(
              values.values(),
              gradient.values(),
              array("m." + name).values(),
              array("v." + name).values(),
              parameter.kind() == Parameters.Kind.WEIGHT));
    }
    DirectArray average = state.get(TrainStep.AVERAGE + name);
    if (average != null) {
      adam.add(new HostAdam.Average(values.values(), average.values()));
    }
  }

  private DirectArray array(String name) {
    DirectArray array = state.get(name);
    if (array == null) {
      throw new IllegalStateException("no state named " + name);
    }
    return array;
  }

  @Override
  public List<Map<String, Float>> run(Map<String, OnnxTensor> batches, double[] learningRates) {
    if (learningRates.length != 1) {
      throw new IllegalArgumentException(
          learningRates.length + " learning rates for a run of one step");
    }
    Map<String, OnnxTensor> given = new LinkedHashMap<>(inputs);
    given.putAll(batches);
    Map<String, Float> reported = new LinkedHashMap<>();
    pass.run(given, results)
        .forEach(
            (name, tensor) -> {
              float[] values = GraphSession.floats(tensor);
              if (metrics.contains(name)) {
                reported.put(name, values[0]);
              } else {
                follow(name.substring(TrainStep.NEW.length()), values);
              }
              tensor.close();
            });
    DirectArray count = array(TrainStep.STEP);
    float number = count.values().get(0) + 1;
    Float norm = reported.get(TrainStep.GRADIENT_NORM);
    adam.step((long) number, (float) learningRates[0], norm == null ? Float.NaN : norm);
    count.values().put(0, number);
    return List.of(reported);
  }

  private void follow(String name, float[] batch) {
    Statistic statistic =
        Objects.requireNonNull(statistics.get(name), () -> "no statistic named " + name);
    DirectArray running = array(name);
    running.set(statistic.blend(running.copy(), batch));
  }

  @Override
  public float[] values(String name) {
    return array(name).copy();
  }

  @Override
  public void load(Map<String, float[]> values) {
    values.forEach((name, array) -> array(name).set(array));
  }

  @Override
  public String place() {
    return pass.place();
  }

  @Override
  public void close() {
    state.values().forEach(DirectArray::close);
    gradients.values().forEach(DirectArray::close);
    pass.close();
  }
}
