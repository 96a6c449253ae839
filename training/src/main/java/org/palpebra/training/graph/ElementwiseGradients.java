package org.palpebra.training.graph;

import java.util.List;
import java.util.Map;

/** Rules of operators that treat each element by itself; operands may broadcast. */
final class ElementwiseGradients {
  /** So steep that the smallest normal number is mapped to 1: one pass instead of two. */
  private static final Map<String, Object> STEP = Map.of("alpha", 3e38, "beta", 0.0);

  private ElementwiseGradients() {}

  static void register(Map<String, GradientRule> table) {
    table.put("Identity", s -> s.toInput(0, s::gradient));
    table.put("Cast", s -> s.toInput(0, () -> s.gradient().cast(s.input(0).type())));
    table.put("Add", ElementwiseGradients::add);
    table.put("Sub", ElementwiseGradients::sub);
    table.put("Mul", ElementwiseGradients::mul);
    table.put("Div", ElementwiseGradients::div);
    table.put("Pow", ElementwiseGradients::pow);
    table.put("Min", s -> chosen(s, s.input(0).less(s.input(1)), s.input(1).less(s.input(0))));
    table.put(
        "Max", s -> chosen(s, s.input(0).greater(s.input(1)), s.input(1).greater(s.input(0))));
    table.put("Neg", s -> s.toInput(0, () -> s.gradient().neg()));
    table.put("Abs", s -> s.toInput(0, () -> s.gradient().mul(s.input(0).sign())));
    for (String step : List.of("Sign", "Floor", "Ceil", "Round")) {
      table.put(step, s -> {});
    }
    table.put("Erf", ElementwiseGradients::erf);
    table.put("Sqrt", s -> s.toInput(0, () -> s.gradient().div(s.output().mul(2))));
    table.put("Reciprocal", s -> s.toInput(0, () -> s.gradient().mul(s.output().square().neg())));
    table.put("Exp", s -> s.toInput(0, () -> s.gradient().mul(s.output())));
    table.put("Log", s -> s.toInput(0, () -> s.gradient().div(s.input(0))));
    table.put("Sin", s -> s.toInput(0, () -> s.gradient().mul(s.input(0).cos())));
    table.put("Cos", s -> s.toInput(0, () -> s.gradient().mul(s.input(0).sin().neg())));
    table.put("Tanh", s -> s.toInput(0, () -> s.gradient().mul(s.output().square().neg().add(1))));
    table.put(
        "Sigmoid",
        s -> s.toInput(0, () -> s.gradient().mul(s.output().mul(s.output().neg().add(1)))));
    table.put("Softplus", s -> s.toInput(0, () -> s.gradient().mul(s.input(0).sigmoid())));
    table.put("Relu", s -> s.toInput(0, () -> s.gradient().mul(positive(s.output()))));
    table.put("LeakyRelu", ElementwiseGradients::leakyRelu);
    table.put("PRelu", ElementwiseGradients::prelu);
    table.put("Clip", ElementwiseGradients::clip);
    table.put("Where", ElementwiseGradients::where);
  }

  private static void add(BackwardStep s) {
    s.toInput(0, s::gradient);
    s.toInput(1, s::gradient);
  }

  private static void sub(BackwardStep s) {
    s.toInput(0, s::gradient);
    s.toInput(1, () -> s.gradient().neg());
  }

  private static void mul(BackwardStep s) {
    s.toInput(0, () -> s.gradient().mul(s.input(1)));
    s.toInput(1, () -> s.gradient().mul(s.input(0)));
  }

  private static void div(BackwardStep s) {
    s.toInput(0, () -> s.gradient().div(s.input(1)));
    s.toInput(1, () -> s.gradient().mul(s.output()).div(s.input(1)).neg());
  }

  private static void pow(BackwardStep s) {
    Tensor base = s.input(0);
    Tensor exponent = s.input(1);
    s.toInput(0, () -> s.gradient().mul(exponent.mul(base.pow(exponent.sub(1)))));
    s.toInput(1, () -> s.gradient().mul(s.output().mul(base.log())));
  }

  /** Ties give half of the derivative to each operand. */
  private static void chosen(BackwardStep s, Tensor first, Tensor second) {
    s.toInput(0, () -> s.gradient().mul(share(first, second, s.gradient())));
    s.toInput(1, () -> s.gradient().mul(share(second, first, s.gradient())));
  }

  private static Tensor share(Tensor wins, Tensor loses, Tensor like) {
    Tensor difference = wins.cast(like.type()).sub(loses.cast(like.type()));
    return difference.add(1).mul(0.5);
  }

  /** Cast and Mul: the runtime does the two faster than Where. */
  static Tensor masked(Tensor condition, Tensor gradient) {
    return gradient.mul(condition.cast(gradient.type()));
  }

  /** 1 where a value that is not negative is positive, 0 elsewhere. */
  private static Tensor positive(Tensor y) {
    return y.graph().block() > 0
        ? y.graph().node("HardSigmoid", STEP, y.type(), y.shape(), y)
        : y.greater(0).cast(y.type());
  }

  private static void erf(BackwardStep s) {
    double peak = 2 / Math.sqrt(Math.PI);
    s.toInput(0, () -> s.gradient().mul(s.input(0).square().neg().exp().mul(peak)));
  }

  private static void leakyRelu(BackwardStep s) {
    double slope = s.node().real("alpha", 0.01);
    Tensor dy = s.gradient();
    s.toInput(0, () -> Tensor.where(s.input(0).greater(0), dy, dy.mul(slope)));
  }

  private static void prelu(BackwardStep s) {
    Tensor positive = s.input(0).greater(0);
    Tensor dy = s.gradient();
    s.toInput(0, () -> Tensor.where(positive, dy, dy.mul(s.input(1))));
    s.toInput(1, () -> dy.mul(s.input(0).min(s.input(0).graph().scalar(s.input(0).type(), 0))));
  }

  private static void clip(BackwardStep s) {
    Tensor x = s.input(0);
    s.toInput(0, () -> masked(x.equal(s.output()), s.gradient()));
  }

  private static void where(BackwardStep s) {
    Tensor dy = s.gradient();
    Tensor zero = dy.graph().scalar(dy.type(), 0);
    s.toInput(1, () -> Tensor.where(s.input(0), dy, zero));
    s.toInput(2, () -> Tensor.where(s.input(0), zero, dy));
  }
}
