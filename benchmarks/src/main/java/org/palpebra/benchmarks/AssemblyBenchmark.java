package org.palpebra.benchmarks;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasColMajor;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasNoTrans;

import java.util.concurrent.TimeUnit;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas_nolapack;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.palpebra.model.Coefficients;
import org.palpebra.model.CompactAssembly;
import org.palpebra.model.LinearBasis;
import org.palpebra.model.MorphableModel;

/**
 * Shape assembly at the Basel Face Model's size on one thread, with the Vector API, beside
 * OpenBLAS' products of the same bases, which lie in native memory there. All start from the mean.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
@SuppressWarnings("NullAway.Init") // JMH calls prepare() first
public class AssemblyBenchmark {
  static final int BATCH = 32;

  private final MorphableModel face = BenchmarkModels.of(BenchmarkModels.BFM_SIZED);
  private final CompactAssembly compactFace = new CompactAssembly(face);
  private final Coefficients coefficients = BenchmarkModels.coefficients(face, 7);
  private float[] batch;
  private float[] out;
  private float[] outs;
  private NativeBasis identity;
  private NativeBasis expression;
  private FloatPointer means;
  private FloatPointer nativeOuts;

  /** One basis and the coefficients of a batch, as OpenBLAS takes them. */
  private record NativeBasis(int rows, int columns, FloatPointer data, FloatPointer weights) {
    static NativeBasis of(LinearBasis basis, float[] batch, int offset, int stride) {
      float[] weights = new float[BATCH * basis.columns()];
      for (int f = 0; f < BATCH; f++) {
        System.arraycopy(batch, f * stride + offset, weights, f * basis.columns(), basis.columns());
      }
      return new NativeBasis(
          basis.rows(), basis.columns(), new FloatPointer(basis.data()), new FloatPointer(weights));
    }

    void addOne(FloatPointer out) {
      openblas_nolapack.cblas_sgemv(
          CblasColMajor, CblasNoTrans, rows, columns, 1, data, rows, weights, 1, 1, out, 1);
    }

    void addAll(FloatPointer outs) {
      openblas_nolapack.cblas_sgemm(
          CblasColMajor,
          CblasNoTrans,
          CblasNoTrans,
          rows,
          BATCH,
          columns,
          1,
          data,
          rows,
          weights,
          columns,
          1,
          outs,
          rows);
    }

    void close() {
      data.close();
      weights.close();
    }
  }

  @Setup(Level.Trial)
  public void prepare() {
    int size = coefficients.layout().size();
    batch = new float[BATCH * size];
    for (int f = 0; f < BATCH; f++) {
      float[] values =
          f == 0 ? coefficients.values() : BenchmarkModels.coefficients(face, 100 + f).values();
      System.arraycopy(values, 0, batch, f * size, size);
    }
    int rows = face.meanShape().length;
    out = new float[rows];
    outs = new float[BATCH * rows];
    for (int f = 0; f < BATCH; f++) {
      System.arraycopy(face.meanShape(), 0, outs, f * rows, rows);
    }
    means = new FloatPointer(outs);
    nativeOuts = new FloatPointer(outs.length);
    identity = NativeBasis.of(face.identity(), batch, coefficients.layout().identityOffset(), size);
    expression =
        NativeBasis.of(face.expression(), batch, coefficients.layout().expressionOffset(), size);
    openblas_nolapack.blas_set_num_threads(1);
  }

  @TearDown(Level.Trial)
  public void close() {
    identity.close();
    expression.close();
    means.close();
    nativeOuts.close();
  }

  MorphableModel face() {
    return face;
  }

  /** The first {@code count} numbers that OpenBLAS wrote. */
  float[] nativeResult(int count) {
    float[] result = new float[count];
    nativeOuts.get(result);
    return result;
  }

  @Benchmark
  public float[] floats() {
    return face.shape(coefficients, out);
  }

  @Benchmark
  public float[] compact() {
    return compactFace.shape(coefficients, out);
  }

  @Benchmark
  public FloatPointer openBlas() {
    FloatPointer.memcpy(nativeOuts, means, (long) Float.BYTES * out.length);
    identity.addOne(nativeOuts);
    expression.addOne(nativeOuts);
    return nativeOuts;
  }

  /** Time per face. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public float[] floatsInBatch() {
    return face.shapes(batch, BATCH, coefficients.layout(), outs);
  }

  /** Time per face. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public float[] compactInBatch() {
    return compactFace.shapes(batch, BATCH, coefficients.layout(), outs);
  }

  /** Time per face. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public FloatPointer openBlasInBatch() {
    FloatPointer.memcpy(nativeOuts, means, (long) Float.BYTES * outs.length);
    identity.addAll(nativeOuts);
    expression.addAll(nativeOuts);
    return nativeOuts;
  }
}
