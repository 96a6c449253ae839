package org.palpebra.training.graph.io;

import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.palpebra.training.graph.NeuralOps;
import org.palpebra.training.graph.Shape;
import org.palpebra.training.graph.Span;
import org.palpebra.training.graph.Tensor;
import org.palpebra.training.graph.Window;

/** Pooling along one or two axes. */
final class PoolingConversions {
  private PoolingConversions() {}

  static void register(BiConsumer<String, Conversion.Single> table) {
    table.accept("MaxPool", PoolingConversions::maxPool);
    table.accept("AveragePool", PoolingConversions::averagePool);
    table.accept("GlobalAveragePool", PoolingConversions::globalAveragePool);
    table.accept("GlobalMaxPool", n -> n.tensor(0).maxOver(true, spatialAxes(n.tensor(0))));
  }

  private static int[] spatialAxes(Tensor x) {
    return IntStream.range(2, x.shape().rank()).toArray();
  }

  private static Tensor globalAveragePool(ImportedNode node) {
    Tensor x = node.tensor(0);
    return x.shape().rank() == 4 ? NeuralOps.globalAveragePool(x) : x.meanKeep(spatialAxes(x));
  }

  /** As the file states it, without what {@code ceil_mode} adds. */
  private static Window stated(ImportedNode node, Tensor image) {
    int[] kernel = node.integers("kernel_shape");
    if (kernel == null) {
      throw node.error("lacks kernel_shape");
    }
    return Windows.of(node, image.shape(), kernel, 1);
  }

  private static Window rounded(ImportedNode node, Window window, Shape image) {
    return node.flag("ceil_mode", false)
        ? new Window(
            Windows.roundedUp(window.vertical(), image.get(2)),
            Windows.roundedUp(window.horizontal(), image.get(3)),
            1)
        : window;
  }

  private static Tensor maxPool(ImportedNode node) {
    Tensor x = Windows.image(node, node.tensor(0));
    Window window = rounded(node, stated(node, x), x.shape());
    return Windows.unimage(node, NeuralOps.maxPool(x, window));
  }

  /** Sums over the kernel, divided by the number of elements that count. */
  private static Tensor averagePool(ImportedNode node) {
    Tensor x = Windows.image(node, node.tensor(0));
    Window stated = stated(node, x);
    Window window = rounded(node, stated, x.shape());
    boolean padding = node.flag("count_include_pad", false);
    // What ceil_mode adds behind the padding counts too before operator set 19.
    Window counted = node.opset() < 19 ? window : stated;
    double[] rows = counts(counted.vertical(), window.vertical(), x.shape().get(2), padding);
    double[] columns = counts(counted.horizontal(), window.horizontal(), x.shape().get(3), padding);
    int taps = window.kernelHeight() * window.kernelWidth();
    double[] factors = new double[rows.length * columns.length];
    boolean full = true;
    for (int i = 0; i < factors.length; i++) {
      double count = rows[i / columns.length] * columns[i % columns.length];
      factors[i] = taps / count;
      full &= count == taps;
    }
    Tensor y = NeuralOps.averagePool(x, window);
    Tensor mean =
        full ? y : y.mul(node.graph().constant(factors, 1, 1, rows.length, columns.length));
    return Windows.unimage(node, mean);
  }

  private static double[] counts(Span counted, Span window, int extent, boolean padding) {
    int from = padding ? -counted.before() : 0;
    int to = padding ? extent + counted.after() : extent;
    double[] counts = new double[window.output(extent)];
    for (int i = 0; i < counts.length; i++) {
      int first = i * window.stride() - window.before();
      counts[i] =
          IntStream.range(0, window.kernel())
              .map(tap -> first + tap)
              .filter(at -> at >= from && at < to)
              .count();
    }
    return counts;
  }
}
