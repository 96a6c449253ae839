package org.palpebra.training.graph;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The table of derivative rules, by ONNX operator. */
final class GradientRules {
  private static final Map<String, GradientRule> TABLE = new HashMap<>();

  static {
    ElementwiseGradients.register(TABLE);
    ShapeGradients.register(TABLE);
    IndexGradients.register(TABLE);
    ReductionGradients.register(TABLE);
    NeuralGradients.register(TABLE);
  }

  private GradientRules() {}

  static @Nullable GradientRule find(String operator) {
    return TABLE.get(operator);
  }
}
