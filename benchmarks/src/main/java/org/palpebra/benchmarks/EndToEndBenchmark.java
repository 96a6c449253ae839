package org.palpebra.benchmarks;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.palpebra.FaceImage;
import org.palpebra.FaceReconstruction;
import org.palpebra.FaceReconstructor;
import org.palpebra.geometry.Box;
import org.palpebra.onnx.FaceReconstructors;
import org.palpebra.spi.DetectedFace;

/** From the pixels of a 640×480 picture with one face to its reconstruction, on the CPU. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
@SuppressWarnings("NullAway.Init") // JMH calls prepare() first
public class EndToEndBenchmark {
  /** {@code -p bundle=…}: as on the command line. */
  @Param("embedded")
  public String bundle = "embedded";

  private FaceReconstructor reconstructor;
  private FaceImage photo;
  private List<DetectedFace> known;

  @Setup(Level.Trial)
  public void prepare() {
    reconstructor = FaceReconstructors.builder().bundle(bundle).open();
    photo = SyntheticPhoto.render(BenchmarkModels.of(BenchmarkModels.EMBEDDED));
    known = List.of(new DetectedFace(new Box(235, 150, 170, 190), 1, new float[0]));
  }

  @TearDown(Level.Trial)
  public void close() {
    reconstructor.close();
  }

  @Benchmark
  public List<FaceReconstruction> reconstruct() {
    return reconstructor.reconstruct(photo);
  }

  /** As in a video, where the last frame says where the face is. */
  @Benchmark
  public List<FaceReconstruction> reconstructWithoutDetection() {
    return reconstructor.reconstruct(photo, known);
  }
}
