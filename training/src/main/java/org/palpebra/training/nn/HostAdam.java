package org.palpebra.training.nn;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * {@link Adam} and the moving average in Java. What is one operator after the other in a graph,
 * with a pass over memory each, is one pass here: seven accesses per weight instead of some forty.
 * The arithmetic is the graph's, operation by operation in single precision. Used by one thread at
 * a time.
 */
final class HostAdam {
  /** Elements that one thread takes at a time. */
  private static final int CHUNK = 1 << 16;

  /** Elements that are copied to the heap at a time, where loops become vector instructions. */
  private static final int LINE = 1 << 11;

  private final Adam adam;
  private final double averaging;
  private final boolean parallel;
  private final List<Chunk<Weights>> weights = new ArrayList<>();
  private final List<Chunk<Average>> averages = new ArrayList<>();

  /**
   * One parameter's arrays, all of one size.
   *
   * @param decays whether weight decay applies
   */
  record Weights(
      FloatBuffer weight, FloatBuffer gradient, FloatBuffer m, FloatBuffer v, boolean decays) {}

  /** A value and its moving average. */
  record Average(FloatBuffer value, FloatBuffer average) {}

  private record Chunk<T>(T arrays, int from, int to) {}

  /**
   * @param averaging as {@link TrainStep#compile} takes it
   * @param threads 1 for the caller's only, more for the common pool
   */
  HostAdam(Adam adam, double averaging, int threads) {
    this.adam = adam;
    this.averaging = averaging;
    this.parallel = threads > 1;
  }

  void add(Weights arrays) {
    cut(arrays, arrays.weight().capacity(), weights);
  }

  void add(Average arrays) {
    cut(arrays, arrays.value().capacity(), averages);
  }

  private static <T> void cut(T arrays, int size, List<Chunk<T>> chunks) {
    for (int from = 0; from < size; from += CHUNK) {
      chunks.add(new Chunk<>(arrays, from, Math.min(size, from + CHUNK)));
    }
  }

  /**
   * Does a step.
   *
   * @param number of the step, from 1
   * @param norm of all gradients together
   */
  void step(long number, float rate, float norm) {
    Factors factors = factors(number, rate, norm);
    each(weights, chunk -> update(chunk, factors));
    float decay = Math.min((number + 1f) / (number + 10f), (float) averaging);
    each(averages, chunk -> average(chunk, 1 - decay));
  }

  private <T> void each(List<T> chunks, Consumer<T> action) {
    if (parallel) {
      chunks.parallelStream().forEach(action);
    } else {
      chunks.forEach(action);
    }
  }

  private record Factors(float clip, float factor, float offset, float kept) {}

  private Factors factors(long number, float rate, float norm) {
    float clip =
        Double.isFinite(adam.clipNorm())
            ? Math.min((float) adam.clipNorm() / (norm + 1e-6f), 1)
            : 1;
    float first = 1 - (float) Math.pow((float) adam.beta1(), (double) number);
    float second = (float) Math.sqrt(1 - (float) Math.pow((float) adam.beta2(), (double) number));
    return new Factors(
        clip,
        rate * second / first,
        second * (float) adam.epsilon(),
        1 - rate * (float) adam.weightDecay());
  }

  private void update(Chunk<Weights> chunk, Factors factors) {
    float[] weight = new float[LINE];
    float[] gradient = new float[LINE];
    float[] m = new float[LINE];
    float[] v = new float[LINE];
    Weights arrays = chunk.arrays();
    float kept = arrays.decays() ? factors.kept() : 1;
    for (int from = chunk.from(); from < chunk.to(); from += LINE) {
      int count = Math.min(LINE, chunk.to() - from);
      arrays.weight().get(from, weight, 0, count);
      arrays.gradient().get(from, gradient, 0, count);
      arrays.m().get(from, m, 0, count);
      arrays.v().get(from, v, 0, count);
      update(weight, gradient, m, v, factors, kept);
      arrays.weight().put(from, weight, 0, count);
      arrays.m().put(from, m, 0, count);
      arrays.v().put(from, v, 0, count);
    }
  }

  private void update(
      float[] weight, float[] gradient, float[] m, float[] v, Factors factors, float kept) {
    float beta1 = (float) adam.beta1();
    float beta2 = (float) adam.beta2();
    float share1 = (float) (1 - adam.beta1());
    float share2 = (float) (1 - adam.beta2());
    float clip = factors.clip();
    float factor = factors.factor();
    float offset = factors.offset();
    for (int i = 0; i < LINE; i++) {
      float g = gradient[i] * clip;
      m[i] = m[i] * beta1 + g * share1;
      v[i] = v[i] * beta2 + g * share2 * g;
      weight[i] = weight[i] * kept - m[i] * factor / ((float) Math.sqrt(v[i]) + offset);
    }
  }

  private static void average(Chunk<Average> chunk, float share) {
    float[] value = new float[LINE];
    float[] average = new float[LINE];
    for (int from = chunk.from(); from < chunk.to(); from += LINE) {
      int count = Math.min(LINE, chunk.to() - from);
      chunk.arrays().value().get(from, value, 0, count);
      chunk.arrays().average().get(from, average, 0, count);
      for (int i = 0; i < LINE; i++) {
        average[i] = average[i] + (value[i] - average[i]) * share;
      }
      chunk.arrays().average().put(from, average, 0, count);
    }
  }
}
