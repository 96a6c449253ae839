package org.palpebra.benchmarks;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.palpebra.geometry.HeadPose;
import org.palpebra.geometry.PerspectiveCamera;
import org.palpebra.geometry.VertexNormals;
import org.palpebra.model.Coefficients;
import org.palpebra.model.MorphableModel;
import org.palpebra.raster.FragmentBuffer;
import org.palpebra.raster.Rasterizer;
import org.palpebra.shading.SphericalHarmonics;

/** From coefficients to fragments, stage by stage, into buffers that are used again. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@SuppressWarnings("NullAway.Init") // JMH calls prepare() first
public class MeshPipelineBenchmark {
  static final int BATCH = 16;
  private static final int SMALL = 224;
  private static final int LARGE = 512;

  @Param({BenchmarkModels.EMBEDDED, BenchmarkModels.BFM_SIZED})
  public String model = BenchmarkModels.EMBEDDED;

  private final float[] block = new float[2048];
  private MorphableModel face;
  private Coefficients coefficients;
  private float[] batch;
  private HeadPose pose;
  private VertexNormals vertexNormals;
  private float[] shape;
  private float[] batchShapes;
  private float[] albedo;
  private float[] posed;
  private float[] normals;
  private float[] colours;
  private float[] screen;
  private float[] screenLarge;
  private float[] target;
  private FragmentBuffer fragments;
  private FragmentBuffer fragmentsLarge;

  /** Runs every stage once, so that each has its input. */
  @Setup(Level.Trial)
  public void prepare() {
    face = BenchmarkModels.of(model);
    coefficients = BenchmarkModels.coefficients(face, 7);
    int size = coefficients.layout().size();
    batch = new float[BATCH * size];
    for (int f = 0; f < BATCH; f++) {
      float[] values = BenchmarkModels.coefficients(face, 100 + f).values();
      System.arraycopy(values, 0, batch, f * size, size);
    }
    pose = HeadPose.of(coefficients);
    vertexNormals = new VertexNormals(face.topology());
    shape = face.shape(coefficients, null);
    batchShapes = new float[BATCH * shape.length];
    albedo = face.albedo(coefficients, null);
    posed = pose.apply(shape, null);
    normals = vertexNormals.compute(posed, null);
    colours = SphericalHarmonics.shade(albedo, normals, coefficients.lighting(), null);
    screen = PerspectiveCamera.DEEP3D.toScreen(posed, null);
    screenLarge = screen.clone();
    for (int i = 0; i < screen.length; i++) {
      screenLarge[i] *= i % 3 == 2 ? 1 : (float) LARGE / SMALL;
    }
    target = new float[shape.length];
    fragments = FragmentBuffer.of(SMALL, SMALL);
    fragmentsLarge = FragmentBuffer.of(LARGE, LARGE);
  }

  MorphableModel face() {
    return face;
  }

  Coefficients coefficients() {
    return coefficients;
  }

  /**
   * The floor of {@link #assemble}: every number of the two shape bases is read once, here by
   * copying block after block into the same first-level-cache-sized buffer.
   */
  @Benchmark
  public float[] readShapeBases() {
    read(face.identity().data());
    read(face.expression().data());
    return block;
  }

  private void read(float[] values) {
    for (int i = 0; i < values.length; i += block.length) {
      System.arraycopy(values, i, block, 0, Math.min(block.length, values.length - i));
    }
  }

  @Benchmark
  public float[] assemble() {
    return face.shape(coefficients, target);
  }

  /** Time per face of a batch that reads the bases once. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public float[] assembleInBatch() {
    return face.shapes(batch, BATCH, coefficients.layout(), batchShapes);
  }

  @Benchmark
  public float[] poseAndCamera() {
    return PerspectiveCamera.DEEP3D.toScreen(pose.apply(shape, target), target);
  }

  @Benchmark
  public float[] normals() {
    return vertexNormals.compute(posed, target);
  }

  @Benchmark
  public float[] shade() {
    return SphericalHarmonics.shade(albedo, normals, coefficients.lighting(), target);
  }

  @Benchmark
  public FragmentBuffer rasterize224() {
    return new Rasterizer(SMALL, SMALL).rasterize(screen, face.topology().triangles(), fragments);
  }

  @Benchmark
  public FragmentBuffer rasterize512() {
    return new Rasterizer(LARGE, LARGE)
        .rasterize(screenLarge, face.topology().triangles(), fragmentsLarge);
  }

  /** All stages, albedo included: from coefficients to a shaded face's fragments at 224×224. */
  @Benchmark
  public FragmentBuffer frame224() {
    face.shape(coefficients, target);
    pose.apply(target, posed);
    vertexNormals.compute(posed, normals);
    face.albedo(coefficients, albedo);
    SphericalHarmonics.shade(albedo, normals, coefficients.lighting(), colours);
    PerspectiveCamera.DEEP3D.toScreen(posed, screen);
    return rasterize224();
  }
}
