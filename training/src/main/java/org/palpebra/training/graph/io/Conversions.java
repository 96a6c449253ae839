package org.palpebra.training.graph.io;

import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The table of conversions, by ONNX operator. */
final class Conversions {
  private static final Map<String, Conversion> TABLE = new HashMap<>();

  static {
    BiConsumer<String, Conversion.Single> single =
        (operator, conversion) -> TABLE.put(operator, Conversion.of(conversion));
    ElementwiseConversions.register(single);
    ActivationConversions.register(single);
    ShapeConversions.register(single);
    SliceConversions.register(single);
    TABLE.put("Split", SliceConversions::split);
    ReductionConversions.register(single);
    IndexConversions.register(single);
    ConvolutionConversions.register(single);
    PoolingConversions.register(single);
    NormalisationConversions.register(single);
    ImageConversions.register(single);
  }

  private Conversions() {}

  static @Nullable Conversion find(String operator) {
    return TABLE.get(operator);
  }
}
