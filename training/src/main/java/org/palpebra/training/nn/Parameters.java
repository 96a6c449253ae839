package org.palpebra.training.nn;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.palpebra.training.graph.Shape;

/**
 * Named arrays that a network owns: weights, which the optimiser changes, and buffers (running
 * statistics), which the forward pass changes. Kept in the order of creation. Not thread-safe.
 */
public final class Parameters {
  private final Map<String, Parameter> parameters = new LinkedHashMap<>();

  /** What a parameter is for. */
  public enum Kind {
    /** Learned, with weight decay. */
    WEIGHT,
    /** Learned, without weight decay: biases and the scales of normalisations. */
    BIAS,
    /** Not learned: running statistics. */
    BUFFER;

    public boolean learned() {
      return this != BUFFER;
    }
  }

  /**
   * One array.
   *
   * @param values row-major, stored by reference: changing them changes the parameter
   */
  public record Parameter(String name, Kind kind, Shape shape, float[] values) {
    public Parameter {
      if (values.length != shape.size()) {
        throw new IllegalArgumentException(
            name + ": " + values.length + " values for shape " + shape);
      }
    }
  }

  public void add(Parameter parameter) {
    if (parameters.putIfAbsent(parameter.name(), parameter) != null) {
      throw new IllegalArgumentException("two parameters named " + parameter.name());
    }
  }

  public @Nullable Parameter find(String name) {
    return parameters.get(name);
  }

  public Parameter get(String name) {
    Parameter parameter = parameters.get(name);
    if (parameter == null) {
      throw new IllegalArgumentException("no parameter named " + name);
    }
    return parameter;
  }

  /** All, in the order of creation. */
  public List<Parameter> all() {
    return new ArrayList<>(parameters.values());
  }

  /** Number of learned values. */
  public int count() {
    return all().stream().filter(p -> p.kind().learned()).mapToInt(p -> p.shape().size()).sum();
  }

  /** Copies values over a parameter's. */
  public void set(String name, float[] values) {
    Parameter parameter = get(name);
    if (values.length != parameter.values().length) {
      throw new IllegalArgumentException(
          name + ": " + values.length + " values for shape " + parameter.shape());
    }
    System.arraycopy(values, 0, parameter.values(), 0, values.length);
  }

  /** A deep copy. */
  public Parameters copy() {
    Parameters copy = new Parameters();
    for (Parameter p : parameters.values()) {
      copy.add(new Parameter(p.name(), p.kind(), p.shape(), p.values().clone()));
    }
    return copy;
  }
}
