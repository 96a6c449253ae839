package org.palpebra.training.graph;

import ai.onnxruntime.OnnxTensor;
import java.nio.LongBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.palpebra.onnx.Device;

/**
 * A graph with a {@link Detour} that can be run: two ONNX Runtime sessions and the detour's
 * function between them. What the second session goes on with stays in ONNX Runtime's memory,
 * uncopied, and is freed at the end of the run. Used by one thread at a time; close it.
 */
public final class DetourSession implements GraphPass {
  private final Detour detour;
  private final GraphCut cut;
  private final GraphPass first;
  private final GraphPass second;

  DetourSession(Detour detour, GraphCut cut, GraphPass first, GraphPass second) {
    this.detour = detour;
    this.cut = cut;
    this.first = first;
    this.second = second;
  }

  /**
   * @param threads for operators on the CPU
   * @throws IllegalArgumentException if the detour's source depends on its target
   */
  public static DetourSession of(Detour detour, CpuThreads threads, Device device) {
    GraphCut cut = GraphCut.behind(detour.source(), detour.target());
    return new DetourSession(
        detour,
        cut,
        GraphSession.of(cut.first(), threads, device),
        GraphSession.of(cut.second(), threads, device));
  }

  /**
   * Runs once.
   *
   * @param inputs all but the detour's target
   */
  @Override
  public Map<String, OnnxTensor> run(
      Map<String, OnnxTensor> inputs, Map<String, OnnxTensor> results) {
    Map<String, OnnxTensor> middle = first.run(only(inputs, cut.firstInputs()));
    try (OnnxTensor target = target(middle)) {
      Map<String, OnnxTensor> rest = only(middle, cut.kept());
      for (String name : cut.secondInputs()) {
        boolean late = name.equals(detour.target().name());
        rest.put(name, late ? target : given(inputs, name));
      }
      return second.run(rest, results);
    } finally {
      middle.values().forEach(OnnxTensor::close);
    }
  }

  private OnnxTensor target(Map<String, OnnxTensor> middle) {
    OnnxTensor source = given(middle, detour.source().name());
    LongBuffer values = detour.function().apply(GraphSession.floats(source));
    return GraphSession.tensor(values, detour.target().shape());
  }

  private static Map<String, OnnxTensor> only(Map<String, OnnxTensor> all, Set<String> names) {
    Map<String, OnnxTensor> chosen = new LinkedHashMap<>();
    names.forEach(name -> chosen.put(name, given(all, name)));
    return chosen;
  }

  private static OnnxTensor given(Map<String, OnnxTensor> all, String name) {
    return Objects.requireNonNull(all.get(name), () -> "no value for " + name);
  }

  @Override
  public String place() {
    return second.place();
  }

  @Override
  public void close() {
    first.close();
    second.close();
  }
}
