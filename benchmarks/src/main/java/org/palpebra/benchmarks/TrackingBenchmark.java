package org.palpebra.benchmarks;

import java.util.Arrays;
import java.util.SplittableRandom;
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
import org.palpebra.FaceReconstructor;
import org.palpebra.onnx.FaceReconstructors;
import org.palpebra.tracking.FaceTracker;
import org.palpebra.tracking.TrackedFrame;

/**
 * A frame of a 640×480 video at 30 frames a second, from its pixels to the smoothed face, the check
 * four times a second included, on the CPU. The face sways by 8 pixels before the camera; noise of
 * up to 5 steps of 255.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
@SuppressWarnings("NullAway.Init") // JMH calls prepare() first
public class TrackingBenchmark {
  private static final int FRAMES = 60;
  private static final double SWAY = 8;
  private static final double NOISE = 5;

  /** Threads of the networks. */
  @Param("1")
  public int threads = 1;

  private FaceReconstructor reconstructor;
  private FaceTracker tracker;
  private final FaceImage[] frames = new FaceImage[FRAMES];
  private int count;

  @Setup(Level.Trial)
  public void prepare() {
    reconstructor = FaceReconstructors.builder().threads(threads).open();
    tracker = new FaceTracker(reconstructor);
    FaceImage photo = SyntheticPhoto.render(BenchmarkModels.of(BenchmarkModels.EMBEDDED));
    SplittableRandom random = new SplittableRandom(1);
    Arrays.setAll(frames, i -> frame(photo, i, random));
    track(); // detects
  }

  private static FaceImage frame(FaceImage photo, int i, SplittableRandom random) {
    int shift = (int) Math.round(SWAY * Math.sin(2 * Math.PI * i / FRAMES));
    byte[] rgb = new byte[photo.rgb().length];
    int row = 3 * photo.width();
    for (int p = 0; p < rgb.length; p++) {
      int x = Math.min(Math.max(p % row / 3 + shift, 0), photo.width() - 1);
      int value = photo.rgb()[p / row * row + 3 * x + p % 3] & 0xff;
      double noisy = value + NOISE * (2 * random.nextDouble() - 1);
      rgb[p] = (byte) Math.round(Math.min(Math.max(noisy, 0), 255));
    }
    return new FaceImage(photo.width(), photo.height(), rgb);
  }

  @TearDown(Level.Trial)
  public void close() {
    reconstructor.close();
  }

  @Benchmark
  public TrackedFrame track() {
    TrackedFrame tracked = tracker.track(frames[count % FRAMES], count / 30.0);
    count++;
    return tracked;
  }
}
