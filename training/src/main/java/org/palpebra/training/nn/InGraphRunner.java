package org.palpebra.training.nn;

import ai.onnxruntime.OnnxTensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.palpebra.training.graph.GraphPass;
import org.palpebra.training.graph.GraphSession;
import org.palpebra.training.graph.Shape;

/**
 * Steps whose graph makes the new state from the old one: between runs it lies in ONNX Runtime's
 * memory, the outputs of one run are the inputs of the next.
 */
final class InGraphRunner implements StepRunner {
  private final GraphPass pass;
  private final Set<String> metrics;
  private final Map<String, Shape> shapes;
  private final StepControls controls;
  private final Map<String, OnnxTensor> state = new LinkedHashMap<>();

  /**
   * @param pass closed with the runner
   * @param metrics outputs that are reported; the others are state, by {@link TrainStep#NEW}
   */
  InGraphRunner(
      GraphPass pass, Set<String> metrics, Map<String, Shape> shapes, StepControls controls) {
    this.pass = pass;
    this.metrics = metrics;
    this.shapes = shapes;
    this.controls = controls;
  }

  @Override
  public List<Map<String, Float>> run(Map<String, OnnxTensor> batches, double[] learningRates) {
    Map<String, OnnxTensor> inputs = new LinkedHashMap<>(state);
    inputs.putAll(batches);
    inputs.putAll(controls.set(learningRates));
    List<Map<String, Float>> reported = new ArrayList<>();
    for (int i = 0; i < learningRates.length; i++) {
      reported.add(new LinkedHashMap<>());
    }
    for (Map.Entry<String, OnnxTensor> entry : pass.run(inputs).entrySet()) {
      String name = entry.getKey();
      if (metrics.contains(name)) {
        float[] values = GraphSession.floats(entry.getValue());
        for (int i = 0; i < learningRates.length; i++) {
          reported.get(i).put(name, values[i]);
        }
        entry.getValue().close();
      } else {
        OnnxTensor old = state.put(name.substring(TrainStep.NEW.length()), entry.getValue());
        if (old != null) {
          old.close();
        }
      }
    }
    return reported;
  }

  @Override
  public float[] values(String name) {
    OnnxTensor tensor = state.get(name);
    if (tensor == null) {
      throw new IllegalStateException("no state named " + name);
    }
    return GraphSession.floats(tensor);
  }

  @Override
  public void load(Map<String, float[]> values) {
    state.values().forEach(OnnxTensor::close);
    state.clear();
    values.forEach(
        (name, array) -> {
          Shape shape = shapes.get(name);
          if (shape == null) {
            throw new IllegalArgumentException("no state named " + name);
          }
          state.put(name, GraphSession.tensor(array, shape));
        });
  }

  @Override
  public String place() {
    return pass.place();
  }

  @Override
  public void close() {
    state.values().forEach(OnnxTensor::close);
    state.clear();
    controls.close();
    pass.close();
  }
}
