package org.palpebra.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.palpebra.FaceImage;
import org.palpebra.export.FaceMesh;
import org.palpebra.export.GlbWriter;
import org.palpebra.export.PhotoTexture;
import org.palpebra.export.PhotoView;
import org.palpebra.model.MorphableModel;

/** What follows the reconstruction: a texture of 1024×1024 from the photo, and the GLB. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 3, time = 2)
@Fork(1)
@SuppressWarnings("NullAway.Init") // JMH calls prepare() first
public class ExportBenchmark {
  private static final int SIZE = 1024;

  private MorphableModel model;
  private FaceMesh face;
  private PhotoTexture baker;
  private PhotoView view;
  private FaceImage texture;
  private Path file;

  @Setup(Level.Trial)
  public void prepare() throws IOException {
    model = BenchmarkModels.of(BenchmarkModels.EMBEDDED);
    face = new FaceMesh(model, SyntheticPhoto.coefficients(model));
    view =
        new PhotoView(
            SyntheticPhoto.render(model), SyntheticPhoto.CAMERA, SyntheticPhoto.CROP_TO_PHOTO);
    baker = new PhotoTexture(model, SIZE);
    texture = baker.bake(face.coefficients(), view);
    file = Files.createTempFile("palpebra", ".glb");
  }

  @TearDown(Level.Trial)
  public void clean() throws IOException {
    Files.deleteIfExists(file);
  }

  Path file() {
    return file;
  }

  /** Once per model. */
  @Benchmark
  public PhotoTexture prepareTexture() {
    return new PhotoTexture(model, SIZE);
  }

  @Benchmark
  public FaceImage bakeTexture() {
    return baker.bake(face.coefficients(), view);
  }

  /** PNG compression included. */
  @Benchmark
  public Path writeGlb() {
    new GlbWriter().write(file, face, texture);
    return file;
  }
}
