package org.palpebra.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Two programs that do the same.
 *
 * @param stage what they do
 * @param aim the ratio of times that is to be reached, or NaN
 */
record Contest(String stage, Entrant ours, Entrant other, double aim) {
  private static final double NO_AIM = Double.NaN;

  /** All that the report compares. */
  static List<Contest> all() {
    List<Contest> all = new ArrayList<>();
    assembly(all, "shape, one face", ShapeBenchmark.class);
    assembly(all, "shape, batch of 32, per face", ShapeBatchBenchmark.class);
    assembly(all, "albedo, one face", AlbedoBenchmark.class);
    assembly(all, "albedo, batch of 32, per face", AlbedoBatchBenchmark.class);
    all.add(contest("normals", NormalsBenchmark.class, Map.of(), Contender.C, 1));
    all.add(contest("SH colour", ShadingBenchmark.class, Map.of(), Contender.PYTORCH, 0.3));
    for (int size : new int[] {224, 512}) {
      for (String order : List.of(RasterBenchmark.ORDERED, RasterBenchmark.SHUFFLED)) {
        all.add(
            contest(
                "rasterise %d², %s triangles".formatted(size, order),
                RasterBenchmark.class,
                Map.of("size", Integer.toString(size), "order", order),
                Contender.C,
                1));
      }
    }
    all.add(
        contest(
            "coefficients to vertices, colours, landmarks",
            FaceBenchmark.class,
            Map.of(),
            Contender.PYTORCH,
            0.2));
    plain(all);
    return all;
  }

  private static void assembly(
      List<Contest> all, String stage, Class<? extends StageBenchmark> benchmark) {
    boolean batch =
        benchmark == ShapeBatchBenchmark.class || benchmark == AlbedoBatchBenchmark.class;
    all.add(contest(stage, benchmark, Map.of(), Contender.OPENBLAS, 1));
    Entrant compact = new Entrant(benchmark, Contender.PALPEBRA_16, Map.of(), false);
    Entrant blas = new Entrant(benchmark, Contender.OPENBLAS, Map.of(), false);
    all.add(new Contest(stage, compact, blas, batch ? 1 : 0.6));
    all.add(contest(stage, benchmark, Map.of(), Contender.EJML, NO_AIM));
    if (!batch) {
      all.add(contest(stage, benchmark, Map.of(), Contender.READ, NO_AIM));
    }
  }

  private static Contest contest(
      String stage,
      Class<? extends StageBenchmark> benchmark,
      Map<String, String> parameters,
      String other,
      double aim) {
    return new Contest(
        stage,
        new Entrant(benchmark, Contender.PALPEBRA, parameters, false),
        new Entrant(benchmark, other, parameters, false),
        aim);
  }

  /** Ours in plain loops against ours on the Vector API, once for each stage that has both. */
  private static void plain(List<Contest> all) {
    List<Contest> vectorised =
        all.stream().filter(c -> c.ours.stage() != RasterBenchmark.class).toList();
    vectorised.stream()
        .map(Contest::ours)
        .distinct()
        .forEach(
            ours ->
                all.add(
                    new Contest(
                        stageOf(vectorised.stream(), ours), ours.inPlainJava(), ours, 1.5)));
  }

  private static String stageOf(Stream<Contest> contests, Entrant ours) {
    return contests.filter(c -> c.ours.equals(ours)).findFirst().orElseThrow().stage;
  }
}
