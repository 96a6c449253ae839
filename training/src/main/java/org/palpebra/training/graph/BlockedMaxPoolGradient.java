package org.palpebra.training.graph;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import org.palpebra.training.graph.BlockedNodes.Tail;

/**
 * Derivative of a maximum pooling in the blocked layout, without the winners' indices, whose search
 * costs the runtime ten times the pooling itself. Tap after tap takes what is left of the gradient
 * where its pixel equals the maximum, so that the first of equal pixels gets it.
 */
final class BlockedMaxPoolGradient {
  /** 1 where a value that is not negative is 0, 0 elsewhere. */
  private static final Map<String, Object> IS_ZERO = Map.of("alpha", -3e38, "beta", 1.0);

  private final BlockedNodes nodes;
  private final Window window;

  /** For each tap, which positions see a pixel by it, not padding. */
  private final boolean[][] seen;

  private final Tensor[] shares;

  private BlockedMaxPoolGradient(BlockedNodes nodes, Tensor x, Tensor y, Tensor dy, Window window) {
    this.nodes = nodes;
    this.window = window;
    seen = new boolean[window.taps()][];
    Arrays.setAll(seen, tap -> seen(tap, x.shape(), y.shape()));
    shares = new Tensor[window.taps()];
    Tensor pixels = nodes.reorder(x);
    Tensor greatest = nodes.reorder(y);
    Tensor left = nodes.reorder(dy);
    int last = shares.length - 1;
    for (int tap = 0; tap < last; tap++) {
      shares[tap] = left.mul(wins(pixels, greatest, tap));
      left = left.sub(shares[tap]);
    }
    shares[last] = left;
  }

  /** Whether {@link #of} can do it: whole blocks of channels, dense taps. */
  static boolean suits(BlockedNodes nodes, Shape x, Shape y, Window window) {
    return nodes.fits(x) && PhaseGrid.suits(window, x, y);
  }

  /**
   * Emits it.
   *
   * @param x [N, C, H, W] what was pooled
   * @param y [N, C, H', W'] the result
   * @param dy [N, C, H', W'] its gradient
   * @return plain, of x' shape
   */
  static Tensor of(BlockedNodes nodes, Tensor x, Tensor y, Tensor dy, Window window) {
    BlockedMaxPoolGradient gradient = new BlockedMaxPoolGradient(nodes, x, y, dy, window);
    return new PhaseGrid(nodes, window, x.shape(), y.shape()).image(gradient::phase);
  }

  /**
   * 1 where a tap's pixel is the greatest, 0 elsewhere. The zeros of the padding may count as
   * pixels where no later tap sees one: an earlier one has won there.
   */
  private Tensor wins(Tensor pixels, Tensor greatest, int tap) {
    int row = tap / window.kernelWidth();
    int column = tap % window.kernelWidth();
    Tensor below = nodes.tap(pixels, row, column, window, -1, new Tail(greatest, false));
    Shape shape = below.shape();
    Tensor equal = below.graph().node("HardSigmoid", IS_ZERO, below.type(), shape, below);
    if (IntStream.range(tap + 1, seen.length)
        .noneMatch(later -> seesMore(seen[later], seen[tap]))) {
      return equal;
    }
    Tensor mask = mask(below.graph(), seen[tap]);
    int size = mask.shape().size();
    return equal
        .reshapeTo(Shape.of(shape.size() / size, size), false)
        .mul(mask)
        .reshapeTo(shape, false);
  }

  private static boolean seesMore(boolean[] one, boolean[] other) {
    return IntStream.range(0, one.length).anyMatch(i -> one[i] && !other[i]);
  }

  /** The flags as 1 and 0, for each channel of a block. */
  private Tensor mask(Graph graph, boolean[] flags) {
    float[] mask = new float[flags.length * nodes.block()];
    for (int i = 0; i < mask.length; i++) {
      mask[i] = flags[i / nodes.block()] ? 1 : 0;
    }
    return graph.constant(mask, mask.length);
  }

  private boolean[] seen(int tap, Shape x, Shape y) {
    int row = tap / window.kernelWidth();
    int column = tap % window.kernelWidth();
    boolean[] positions = new boolean[y.get(2) * y.get(3)];
    for (int i = 0; i < positions.length; i++) {
      positions[i] =
          sees(window.vertical(), i / y.get(3), row, x.get(2))
              && sees(window.horizontal(), i % y.get(3), column, x.get(3));
    }
    return positions;
  }

  private static boolean sees(Span span, int position, int tap, int extent) {
    int pixel = position * span.stride() + tap - span.before();
    return pixel >= 0 && pixel < extent;
  }

  private Tensor phase(StridePhase down, StridePhase along, Shape shape) {
    Tensor sum = null;
    for (int i = 0; i < down.taps().length; i++) {
      for (int j = 0; j < along.taps().length; j++) {
        Tensor share = shares[down.taps()[i] * window.kernelWidth() + along.taps()[j]];
        Window moved = new Window(down.span(), along.span(), 1);
        sum = nodes.tap(share, i, j, moved, 1, new Tail(sum, false));
      }
    }
    return sum == null ? shares[0].graph().zeros(shares[0].type(), shape) : sum;
  }
}
