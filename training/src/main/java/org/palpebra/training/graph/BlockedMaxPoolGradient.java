package org.palpebra.training.graph;

import java.util.Map;
import org.jspecify.annotations.Nullable;
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
  private final Tensor[] shares;

  private BlockedMaxPoolGradient(BlockedNodes nodes, Tensor x, Tensor y, Tensor dy, Window window) {
    this.nodes = nodes;
    this.window = window;
    shares = new Tensor[window.taps()];
    Tensor pixels = nodes.reorder(x);
    Tensor greatest = nodes.reorder(y);
    Tensor left = nodes.reorder(dy);
    for (int tap = 0; tap < shares.length; tap++) {
      shares[tap] = left.mul(wins(pixels, greatest, tap));
      left = left.sub(shares[tap]);
    }
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

  /** 1 where a tap's pixel is the greatest, 0 elsewhere and where it lies in the padding. */
  private Tensor wins(Tensor pixels, Tensor greatest, int tap) {
    int row = tap / window.kernelWidth();
    int column = tap % window.kernelWidth();
    Tensor below = nodes.tap(pixels, row, column, window, -1, new Tail(greatest, false));
    Shape shape = below.shape();
    Tensor equal = below.graph().node("HardSigmoid", IS_ZERO, below.type(), shape, below);
    float[] inside = inside(row, column, pixels.shape(), shape);
    if (inside == null) {
      return equal;
    }
    Tensor mask = below.graph().constant(inside, inside.length);
    return equal
        .reshapeTo(Shape.of(shape.size() / inside.length, inside.length), false)
        .mul(mask)
        .reshapeTo(shape, false);
  }

  /** Which positions of a blocked row of channels see a pixel by a tap; null if all do. */
  private float @Nullable [] inside(int row, int column, Shape x, Shape y) {
    float[] inside = new float[y.get(2) * y.get(3) * nodes.block()];
    boolean all = true;
    for (int i = 0; i < inside.length; i++) {
      int position = i / nodes.block();
      boolean seen =
          sees(window.vertical(), position / y.get(3), row, x.get(2))
              && sees(window.horizontal(), position % y.get(3), column, x.get(3));
      inside[i] = seen ? 1 : 0;
      all &= seen;
    }
    return all ? null : inside;
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
