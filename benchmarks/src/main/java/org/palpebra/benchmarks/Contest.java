package org.palpebra.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/**
 * Two programs that do the same.
 *
 * @param stage what they do
 * @param aim the ratio of times that is to be reached, or NaN
 */
record Contest(String stage, Entrant ours, Entrant other, double aim) {
  private static final double NO_AIM = Double.NaN;

  /** What of the time of one thread two may take: they are to be 1.7 times as fast. */
  private static final double TWO_THREADS = 1 / 1.7;

  /** Stages that can use several threads. */
  private static final Set<Class<?>> THREADED =
      Set.of(
          AssemblyBenchmark.class,
          AssemblyBatchBenchmark.class,
          RasterBenchmark.class,
          FaceBenchmark.class);

  /** Stages without kernels on the Vector API. */
  private static final Set<Class<?>> ALWAYS_PLAIN =
      Set.of(NormalsBenchmark.class, ShadingBenchmark.class, RasterBenchmark.class);

  /** All that the report compares. */
  static List<Contest> all() {
    List<Contest> all = new ArrayList<>();
    for (String part : List.of(AssemblyBenchmark.SHAPE, AssemblyBenchmark.ALBEDO)) {
      assembly(all, part + ", one face", AssemblyBenchmark.class, Map.of("part", part));
      assembly(
          all,
          part + ", batch of 32, per face",
          AssemblyBatchBenchmark.class,
          Map.of("part", part));
    }
    drawing(all, "normals", NormalsBenchmark.class, Map.of());
    all.add(contest("SH colour", ShadingBenchmark.class, Map.of(), Contender.PYTORCH, 0.3));
    for (int size : new int[] {224, 512}) {
      for (String order : List.of(RasterBenchmark.ORDERED, RasterBenchmark.SHUFFLED)) {
        drawing(
            all,
            "rasterise %d², %s triangles".formatted(size, order),
            RasterBenchmark.class,
            Map.of("size", Integer.toString(size), "order", order));
      }
    }
    all.add(
        contest(
            "coefficients to vertices, colours, landmarks",
            FaceBenchmark.class,
            Map.of(),
            Contender.PYTORCH,
            0.2));
    all.add(
        new Contest(
            "coefficients to vertices, colours, landmarks",
            new Entrant(FaceBenchmark.class, Contender.PALPEBRA_16, Map.of(), false),
            new Entrant(FaceBenchmark.class, Contender.PYTORCH, Map.of(), false),
            0.2));
    List<Contest> singleThreaded = List.copyOf(all);
    plain(all, singleThreaded);
    threads(all, singleThreaded);
    return all;
  }

  private static void assembly(
      List<Contest> all,
      String stage,
      Class<? extends StageBenchmark> benchmark,
      Map<String, String> part) {
    boolean batch = benchmark == AssemblyBatchBenchmark.class;
    all.add(contest(stage, benchmark, part, Contender.OPENBLAS, 1));
    Entrant compact = new Entrant(benchmark, Contender.PALPEBRA_16, part, false);
    Entrant blas = new Entrant(benchmark, Contender.OPENBLAS, part, false);
    all.add(new Contest(stage, compact, blas, batch ? 1 : 0.6));
    all.add(contest(stage, benchmark, part, Contender.EJML, NO_AIM));
    if (!batch) {
      all.add(contest(stage, benchmark, part, Contender.READ, NO_AIM));
    }
  }

  private static void drawing(
      List<Contest> all,
      String stage,
      Class<? extends StageBenchmark> benchmark,
      Map<String, String> parameters) {
    all.add(contest(stage, benchmark, parameters, Contender.SIM3DR, 1));
    all.add(contest(stage, benchmark, parameters, Contender.C, NO_AIM));
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
  private static void plain(List<Contest> all, List<Contest> vectorised) {
    ours(
        vectorised,
        stage -> !ALWAYS_PLAIN.contains(stage),
        (stage, ours) -> all.add(new Contest(stage, ours.inPlainJava(), ours, 1.5)));
  }

  /** Two threads against one, once for each stage that can use them. */
  private static void threads(List<Contest> all, List<Contest> singleThreaded) {
    ours(
        singleThreaded,
        THREADED::contains,
        (stage, ours) -> all.add(new Contest(stage, ours.onThreads(2), ours, TWO_THREADS)));
  }

  private static void ours(
      List<Contest> contests, Predicate<Class<?>> stages, BiConsumer<String, Entrant> each) {
    Map<Entrant, String> once = new LinkedHashMap<>();
    contests.stream()
        .filter(c -> stages.test(c.ours.stage()))
        .forEach(c -> once.putIfAbsent(c.ours, c.stage));
    once.forEach((ours, stage) -> each.accept(stage, ours));
  }
}
