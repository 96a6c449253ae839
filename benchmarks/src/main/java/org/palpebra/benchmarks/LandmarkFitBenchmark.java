package org.palpebra.benchmarks;

import java.nio.file.Path;
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
import org.openjdk.jmh.annotations.Warmup;
import org.palpebra.fitting.LandmarkFit;
import org.palpebra.fitting.LandmarkFitter;
import org.palpebra.fitting.PointsFile;
import org.palpebra.geometry.PerspectiveCamera;
import org.palpebra.model.io.SurreyReader;

/**
 * Pose, identity and expression of the Surrey Face Model fitted to the 68 landmarks of eos' example
 * photo, on one thread. The folder with eos' files is {@code -p surrey=DIR}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@SuppressWarnings("NullAway.Init") // JMH calls prepare() first
public class LandmarkFitBenchmark {
  @Param("../shared/models/eos-sfm")
  String surrey;

  private LandmarkFitter fitter;
  private PerspectiveCamera camera;
  private float[] landmarks;

  @Setup(Level.Trial)
  public void prepare() {
    Path folder = Path.of(surrey);
    fitter = new LandmarkFitter(new SurreyReader().read(folder));
    landmarks = PointsFile.read(folder.resolve("image_0010.pts"));
    camera = LandmarkFitter.camera(1280, 1024);
  }

  @Benchmark
  public LandmarkFit fit() {
    return fitter.fit(landmarks, camera);
  }
}
