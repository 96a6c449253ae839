package org.palpebra.training.graph;

import java.util.ArrayList;
import java.util.List;

/**
 * Operators that ONNX Runtime's CPU provider has in single precision only, written with operators
 * that it has in double precision too, so that whole networks can be differentiated numerically.
 * Slow; the callers give the results the derivative rules of the operators they stand for.
 */
final class DoubleForms {
  private DoubleForms() {}

  static Tensor leakyRelu(Tensor x, double slope) {
    return x.relu().sub(x.neg().relu().mul(slope));
  }

  static Tensor prelu(Tensor x, Tensor slope) {
    return x.relu().sub(x.neg().relu().mul(slope));
  }

  /** A product of the kernels with the pixels that their taps see. */
  static Tensor conv(Tensor x, Tensor weight, Window window, Shape out) {
    int groups = window.groups();
    int columns = weight.shape().product(1, 4);
    int positions = out.get(2) * out.get(3);
    List<Tensor> taps = new ArrayList<>();
    for (Tensor tap : ConvolutionGradients.taps(x, out, window)) {
      taps.add(tap.unsqueeze(2));
    }
    Tensor pixels =
        Tensor.concat(2, taps)
            .reshapeTo(Shape.of(x.shape().get(0), groups, columns, positions), false);
    Tensor kernels = weight.reshapeTo(Shape.of(groups, out.get(1) / groups, columns), false);
    return kernels.matmul(pixels).reshapeTo(out, false);
  }

  /** The sum of what each tap throws onto the image. */
  static Tensor convTranspose(Tensor y, Tensor weight, Window window, Shape out) {
    int groups = window.groups();
    int samples = y.shape().get(0);
    int positions = y.shape().get(2) * y.shape().get(3);
    int rows = weight.shape().get(0) / groups;
    int columns = weight.shape().product(1, 4);
    Tensor kernels = weight.reshapeTo(Shape.of(groups, rows, columns), false).matrixTranspose();
    Tensor thrown =
        kernels
            .matmul(y.reshapeTo(Shape.of(samples, groups, rows, positions), false))
            .reshapeTo(Shape.of(samples, out.get(1), window.taps(), positions), false);
    Tensor sum = null;
    for (int tap = 0; tap < window.taps(); tap++) {
      Tensor part = thrown.slice(2, tap, tap + 1).reshapeTo(y.shape().with(1, out.get(1)), false);
      int row = tap / window.kernelWidth();
      int column = tap % window.kernelWidth();
      part = spread(part, 2, row, window.vertical(), out);
      part = spread(part, 3, column, window.horizontal(), out);
      sum = sum == null ? part : sum.add(part);
    }
    if (sum == null) {
      throw new IllegalArgumentException("a kernel without taps: " + window);
    }
    int top = window.vertical().before();
    int left = window.horizontal().before();
    return sum.slice(2, top, top + out.get(2)).slice(3, left, left + out.get(3));
  }

  /** Moves the values of one tap to the pixels it stands for on the padded image. */
  private static Tensor spread(Tensor part, int axis, int tap, Span span, Shape out) {
    Tensor stuffed = ShapeGradients.stuffed(part, axis, span.stride());
    int offset = tap * span.dilation();
    int padded = out.get(axis) + span.before() + span.after();
    int[] before = new int[4];
    int[] after = new int[4];
    before[axis] = offset;
    after[axis] = padded - offset - stuffed.shape().get(axis);
    return stuffed.pad(before, after);
  }

  static Tensor averagePool(Tensor x, Window window, Shape out) {
    List<Tensor> taps = ConvolutionGradients.taps(x, out, window);
    Tensor sum = taps.get(0);
    for (Tensor tap : taps.subList(1, taps.size())) {
      sum = sum.add(tap);
    }
    return sum.mul(1.0 / window.taps());
  }
}
