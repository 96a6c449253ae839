package org.palpebra.benchmarks;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.palpebra.model.MorphableModel;

/** Each program's result passes the check that goes before its timing, on the made-up mesh. */
class StageSanityTest {
  private static final MorphableModel MODEL = BenchmarkModels.of(BenchmarkModels.BFM_SIZED);

  private static StageBenchmark assembly(String part, String by) {
    return of(new AssemblyBenchmark(), part, by);
  }

  private static StageBenchmark batch(String part, String by) {
    return of(new AssemblyBatchBenchmark(), part, by);
  }

  private static StageBenchmark of(AssemblyBenchmark benchmark, String part, String by) {
    benchmark.part = part;
    benchmark.by = by;
    return benchmark;
  }

  private static StageBenchmark normals(String by) {
    NormalsBenchmark benchmark = new NormalsBenchmark();
    benchmark.by = by;
    return benchmark;
  }

  private static StageBenchmark shading(String by) {
    ShadingBenchmark benchmark = new ShadingBenchmark();
    benchmark.by = by;
    return benchmark;
  }

  private static StageBenchmark face(String by) {
    FaceBenchmark benchmark = new FaceBenchmark();
    benchmark.by = by;
    return benchmark;
  }

  private static StageBenchmark raster(String by, String order, int threads) {
    RasterBenchmark benchmark = new RasterBenchmark();
    benchmark.threads = threads;
    benchmark.by = by;
    benchmark.order = order;
    return benchmark;
  }

  static Stream<StageBenchmark> inJava() {
    return Stream.of(
        assembly(AssemblyBenchmark.SHAPE, Contender.PALPEBRA),
        assembly(AssemblyBenchmark.SHAPE, Contender.PALPEBRA_16),
        assembly(AssemblyBenchmark.SHAPE, Contender.OPENBLAS),
        assembly(AssemblyBenchmark.SHAPE, Contender.EJML),
        assembly(AssemblyBenchmark.SHAPE, Contender.READ),
        batch(AssemblyBenchmark.SHAPE, Contender.PALPEBRA_16),
        batch(AssemblyBenchmark.SHAPE, Contender.OPENBLAS),
        batch(AssemblyBenchmark.SHAPE, Contender.EJML),
        assembly(AssemblyBenchmark.ALBEDO, Contender.PALPEBRA),
        assembly(AssemblyBenchmark.ALBEDO, Contender.PALPEBRA_16),
        assembly(AssemblyBenchmark.ALBEDO, Contender.OPENBLAS),
        batch(AssemblyBenchmark.ALBEDO, Contender.PALPEBRA),
        normals(Contender.PALPEBRA),
        new PoseBenchmark(),
        shading(Contender.PALPEBRA),
        face(Contender.PALPEBRA),
        raster(Contender.PALPEBRA, RasterBenchmark.ORDERED, 1),
        raster(Contender.PALPEBRA, RasterBenchmark.SHUFFLED, 2));
  }

  static Stream<StageBenchmark> inC() {
    return Stream.of(Contender.SIM3DR, Contender.C)
        .flatMap(by -> Stream.of(normals(by), raster(by, RasterBenchmark.SHUFFLED, 1)));
  }

  static Stream<StageBenchmark> inTorch() {
    return Stream.of(shading(Contender.PYTORCH), face(Contender.PYTORCH));
  }

  @ParameterizedTest
  @MethodSource
  void inJava(StageBenchmark stage) {
    passes(stage);
  }

  @ParameterizedTest
  @MethodSource
  void inC(StageBenchmark stage) {
    skipIf(NativeMesh.missing());
    passes(stage);
  }

  @ParameterizedTest
  @MethodSource
  void inTorch(StageBenchmark stage) {
    skipIf(TorchProgram.missing());
    passes(stage);
  }

  private static void passes(StageBenchmark stage) {
    stage.prepare(MODEL);
    stage.run();
    stage.close();
    assertFalse(stage.accuracies().isEmpty(), "nothing was checked");
  }

  private static void skipIf(Optional<String> reason) {
    Assumptions.assumeTrue(reason.isEmpty(), reason::toString);
  }

  @Test
  void theEmbeddedModelIsMeasuredToo() {
    for (StageBenchmark stage :
        List.of(face(Contender.PALPEBRA), raster(Contender.PALPEBRA, RasterBenchmark.ORDERED, 2))) {
      stage.prepare(BenchmarkModels.of(BenchmarkModels.EMBEDDED));
      assertFalse(stage.accuracies().isEmpty(), stage::toString);
    }
  }

  @Test
  void whatIsOffIsNotTimed() {
    List<Accuracy> off =
        List.of(Accuracy.largestDifference("mm", new float[] {1}, new double[] {1.1}, 0.05));
    assertThrows(IllegalStateException.class, () -> Accuracy.require(off, "test"));
    List<Accuracy> nothing =
        List.of(
            Accuracy.largestDifference(
                "mm", new float[] {Float.NaN, 0}, new double[] {0, 0}, 0.05));
    assertThrows(IllegalStateException.class, () -> Accuracy.require(nothing, "test"));
  }
}
