package org.palpebra.training.nn;

import ai.onnx.proto.OnnxMl;
import java.util.ArrayList;
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
 * What a training step has to do, and how its graph gets there.
 *
 * @param net training mode; its graph is completed
 * @param loss one element
 * @param metrics outputs to report, by name
 * @param averaging share of the old average that a step keeps; 0 for no average
 */
record StepTask(Net net, Tensor loss, Map<String, Tensor> metrics, Adam adam, double averaging) {

  /** Adds backward pass, optimiser and averages: state in, state out. */
  void complete() {
    Graph graph = net.graph();
    Map<String, Tensor> weights = weights();
    Tensor rate = graph.input(TrainStep.RATE);
    Tensor step = graph.input(TrainStep.STEP).add(1);
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
    graph.output(TrainStep.GRADIENT_NORM, update.gradientNorm().reshape(1));
    Map<String, Tensor> fresh = new LinkedHashMap<>(update.state());
    net.updates().forEach((name, statistic) -> fresh.put(name, statistic.blend()));
    if (averaging > 0) {
      fresh.putAll(averages(fresh, step));
    }
    fresh.forEach((name, tensor) -> graph.output(TrainStep.NEW + name, tensor));
    graph.output(TrainStep.NEW + TrainStep.STEP, step);
  }

  /** As far as the gradients; {@link HostRunner} does the rest. */
  private void differentiate() {
    Graph graph = net.graph();
    Map<String, Tensor> weights = weights();
    List<Tensor> gradients = Gradients.of(loss, new ArrayList<>(weights.values()));
    metrics.forEach((name, tensor) -> graph.output(name, tensor.reshape(1)));
    List<Tensor> named = new ArrayList<>();
    for (String name : weights.keySet()) {
      named.add(graph.output(TrainStep.GRADIENT + name, gradients.get(named.size())));
    }
    graph.output(TrainStep.GRADIENT_NORM, Adam.globalNorm(named).reshape(1));
    net.updates()
        .forEach((name, statistic) -> graph.output(TrainStep.NEW + name, statistic.batch()));
  }

  private Map<String, Tensor> weights() {
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
  private Map<String, Tensor> averages(Map<String, Tensor> fresh, Tensor step) {
    Graph graph = net.graph();
    Tensor decay = step.add(1).div(step.add(10)).min(graph.scalar(averaging));
    Tensor share = graph.scalar(1).sub(decay);
    Map<String, Tensor> averages = new LinkedHashMap<>();
    net.bound()
        .forEach(
            (name, tensor) -> {
              Shape shape = tensor.shape();
              Tensor value = Elementwise.flat(fresh.getOrDefault(name, tensor));
              Tensor old = Elementwise.flat(graph.input(TrainStep.AVERAGE + name, shape.toArray()));
              Tensor average = old.add(value.sub(old).mul(share));
              averages.put(TrainStep.AVERAGE + name, Elementwise.shaped(average, shape));
            });
    return averages;
  }

  /**
   * Builds and loads the step; its state is not set.
   *
   * @throws IllegalArgumentException for a detour and several steps per run
   */
  StepRunner runner(Execution execution, @Nullable Detour detour) {
    if (detour != null && execution.stepsPerRun() > 1) {
      throw new IllegalArgumentException(
          "stepsPerRun %d: a loss that is computed partly outside of the graph takes one step per run"
              .formatted(execution.stepsPerRun()));
    }
    boolean onHost = execution.device().kind() == Device.Kind.CPU && execution.stepsPerRun() == 1;
    if (onHost) {
      differentiate();
      List<Parameter> parameters =
          net.bound().keySet().stream().map(net.parameters()::get).toList();
      HostAdam host = new HostAdam(adam, averaging, execution.threads().count());
      return new HostRunner(
          pass(execution, detour), reported(), parameters, stateShapes(), net.updates(), host);
    }
    complete();
    return new InGraphRunner(
        pass(execution, detour),
        reported(),
        stateShapes(),
        new StepControls(execution.stepsPerRun()));
  }

  private GraphPass pass(Execution execution, @Nullable Detour detour) {
    if (detour != null) {
      return DetourSession.of(detour, execution.threads(), execution.device());
    }
    OnnxMl.ModelProto once = net.graph().toModel();
    OnnxMl.ModelProto model =
        execution.stepsPerRun() > 1
            ? repeated(once, stateShapes().keySet(), execution.stepsPerRun())
            : once;
    return GraphSession.of(model, execution.threads(), execution.device());
  }

  private Set<String> reported() {
    Set<String> reported = new LinkedHashSet<>(metrics.keySet());
    reported.add(TrainStep.GRADIENT_NORM);
    return reported;
  }

  /** Shapes of the state by name. */
  Map<String, Shape> stateShapes() {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    for (String name : net.bound().keySet()) {
      Parameter parameter = net.parameters().get(name);
      shapes.put(name, parameter.shape());
      if (parameter.kind().learned()) {
        shapes.put("m." + name, parameter.shape());
        shapes.put("v." + name, parameter.shape());
      }
      if (averaging > 0) {
        shapes.put(TrainStep.AVERAGE + name, parameter.shape());
      }
    }
    shapes.put(TrainStep.STEP, Shape.of());
    return shapes;
  }

  private static OnnxMl.ModelProto repeated(
      OnnxMl.ModelProto model, Set<String> state, int stepsPerRun) {
    Map<String, String> carried = new LinkedHashMap<>();
    for (OnnxMl.ValueInfoProto output : model.getGraph().getOutputList()) {
      if (output.getName().startsWith(TrainStep.NEW)) {
        carried.put(output.getName().substring(TrainStep.NEW.length()), output.getName());
      }
    }
    Set<String> varying = new LinkedHashSet<>();
    model.getGraph().getInputList().forEach(input -> varying.add(input.getName()));
    varying.removeAll(state);
    return Repetition.of(model, stepsPerRun, carried, varying);
  }
}
