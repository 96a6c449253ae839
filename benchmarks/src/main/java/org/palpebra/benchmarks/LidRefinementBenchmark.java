package org.palpebra.benchmarks;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.palpebra.eyes.LidRefinement;
import org.palpebra.model.CoefficientLayout;
import org.palpebra.model.Coefficients;
import org.palpebra.model.MorphableModel;

/**
 * Lids of one face of the embedded model brought to an openness of their own each, on one thread:
 * the mean over {@value #FACES} random faces and targets.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@SuppressWarnings("NullAway.Init") // JMH calls prepare() first
public class LidRefinementBenchmark {
  static final int FACES = 64;

  LidRefinement refinement;
  float[][] targets;
  private Coefficients[] faces;

  @Setup(Level.Trial)
  public void prepare() {
    MorphableModel model = BenchmarkModels.of(BenchmarkModels.EMBEDDED);
    refinement = new LidRefinement(model);
    Random random = new Random(20261127);
    targets = new float[FACES][];
    faces = new Coefficients[FACES];
    for (int i = 0; i < FACES; i++) {
      faces[i] = face(model.layout(27), random);
      targets[i] = new float[] {random.nextFloat(), random.nextFloat()};
    }
  }

  /** An identity with about half of all expressions at up to half weight. */
  private static Coefficients face(CoefficientLayout layout, Random random) {
    float[] values = new float[layout.size()];
    for (int k = 0; k < layout.identity(); k++) {
      values[k] = (float) random.nextGaussian();
    }
    for (int k = 0; k < layout.expression(); k++) {
      values[layout.expressionOffset() + k] = random.nextBoolean() ? 0.5f * random.nextFloat() : 0;
    }
    return new Coefficients(layout, values);
  }

  @Benchmark
  @OperationsPerInvocation(FACES)
  public Coefficients[] refine() {
    Coefficients[] refined = new Coefficients[FACES];
    for (int i = 0; i < FACES; i++) {
      refined[i] = refinement.refine(faces[i], targets[i][0], targets[i][1]);
    }
    return refined;
  }
}
