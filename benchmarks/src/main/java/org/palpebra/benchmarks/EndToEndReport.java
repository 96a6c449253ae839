package org.palpebra.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.palpebra.FaceReconstructor;
import org.palpebra.StageListener;

/**
 * What a photo costs from its pixels to a textured GLB, step by step; how that grows with faces,
 * vertices, coefficients and pixels; and what many callers of one reconstructor get. Prints tables
 * and writes {@code end-to-end.json} and charts.
 *
 * <p>Arguments: {@code --out DIR} (end-to-end), {@code --photos DIR} (none), {@code --quick}.
 */
public final class EndToEndReport {
  /** A call with the detector takes some ten times longer, so does a window. */
  private static final int DETECTION_WINDOWS = 3;

  private final Arguments arguments;
  private final PrintStream print;
  private final Map<String, Object> json = new LinkedHashMap<>();

  private EndToEndReport(Arguments arguments, PrintStream print) {
    this.arguments = arguments;
    this.print = print;
  }

  public static void main(String[] args) throws IOException {
    Arguments arguments;
    try {
      arguments = Arguments.parse(args);
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.exit(2);
      return;
    }
    new EndToEndReport(arguments, System.out).run();
  }

  /**
   * What the command line says.
   *
   * @param photos folder of photos, or null
   */
  record Arguments(Path out, @Nullable Path photos, EndToEndEffort effort) {
    private static final String USAGE =
        "usage: EndToEndReport [--out DIR] [--photos DIR] [--quick]";

    static Arguments parse(String... args) {
      Path out = Path.of("end-to-end");
      Path photos = null;
      EndToEndEffort effort = EndToEndEffort.FULL;
      for (int i = 0; i < args.length; i++) {
        switch (args[i]) {
          case "--quick" -> effort = EndToEndEffort.QUICK;
          case "--out" -> out = Path.of(value(args, ++i));
          case "--photos" -> {
            photos = Path.of(value(args, ++i));
            if (!Files.isDirectory(photos)) {
              throw new IllegalArgumentException("--photos: " + photos + " is no folder");
            }
          }
          default -> throw new IllegalArgumentException(args[i] + ": not known; " + USAGE);
        }
      }
      return new Arguments(out, photos, effort);
    }

    private static String value(String[] args, int i) {
      if (i == args.length) {
        throw new IllegalArgumentException(args[i - 1] + ": needs a folder; " + USAGE);
      }
      return args[i];
    }

    List<Path> files() throws IOException {
      if (photos == null) {
        return List.of();
      }
      try (Stream<Path> files = Files.list(photos)) {
        return files
            .filter(f -> f.toString().matches("(?i).*\\.(jpe?g|png)"))
            .sorted()
            .limit(effort.photos())
            .toList();
      }
    }
  }

  /** Writes a report with that effort; for tests. */
  static void write(Arguments arguments, PrintStream print) throws IOException {
    new EndToEndReport(arguments, print).run();
  }

  private void run() throws IOException {
    Files.createDirectories(arguments.out());
    long start = System.nanoTime();
    try (Reconstructors reconstructors = new Reconstructors()) {
      RunFacts facts = RunFacts.of(reconstructors.of(1));
      json.put("run", facts);
      print.println(facts.text());
      stages(reconstructors);
      networks();
      groups(reconstructors);
      images(reconstructors);
    }
    meshes();
    callers();
    json.put("seconds", (System.nanoTime() - start) / 1e9);
    Path file = arguments.out().resolve("end-to-end.json");
    new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(file.toFile(), json);
    print.println("wrote " + file);
  }

  private void stages(Reconstructors reconstructors) throws IOException {
    StageCosts costs = new StageCosts(reconstructors);
    List<StageCosts.Row> rows = new ArrayList<>(costs.rendered(effort().renderedRounds()));
    List<Path> files = arguments.files();
    if (!files.isEmpty()) {
      rows.addAll(costs.photos(files, effort().photoRounds()));
    }
    json.put("stages", rows);
    heading("one photo at a time, ms per photo: p50 / p95");
    for (StageCosts.Row row : rows) {
      line("%s, %d faces, %d thread(s)", row.photos(), row.faces(), row.threads());
      spreads(row.milliseconds());
    }
  }

  private void networks() {
    List<NetworkFloor.Row> rows = NetworkFloor.measure(effort().rounds());
    json.put("networks", rows);
    heading("networks, ms: bare session, ours");
    for (NetworkFloor.Row row : rows) {
      line(
          "  %-22s %d thread(s), batch %2d %9.3f %9.3f",
          row.network(),
          row.threads(),
          row.batch(),
          row.bareMilliseconds(),
          row.oursMilliseconds());
    }
  }

  private void groups(Reconstructors reconstructors) {
    List<GroupCosts.Row> rows =
        new GroupCosts(reconstructors, effort().faceCounts()).measure(effort().rounds());
    json.put("groups", rows);
    heading("several faces on a photo, ms per face: p50 / p95");
    for (GroupCosts.Row row : rows) {
      line(
          "%d faces, %s, %d found, %d thread(s)",
          row.faces(), row.detection() ? "detected" : "given", row.found(), row.threads());
      spreads(row.millisecondsPerFace());
    }
    curves("faces-given", "faces on the photo, given", GroupCosts.curves(rows, false));
    curves("faces-detected", "faces on the photo, detected", GroupCosts.curves(rows, true));
  }

  private void images(Reconstructors reconstructors) {
    curves(
        "image-side",
        "side of a portrait in pixels",
        ImageGrowth.measure(reconstructors, effort().imageSides(), effort().rounds()));
  }

  private void meshes() {
    curves(
        "vertices",
        "vertices of the model",
        MeshGrowth.withVertices(effort().vertices(), effort().rounds()));
    curves(
        "coefficients",
        "shape coefficients, %d vertices".formatted(MeshGrowth.VERTICES),
        MeshGrowth.withCoefficients(effort().coefficients(), effort().rounds()));
  }

  private void callers() {
    Map<String, List<CallerScaling.Row>> all = new LinkedHashMap<>();
    List<MemoryGrowth.Row> memory = new ArrayList<>();
    try (FaceReconstructor reconstructor = Reconstructors.open(1, StageListener.NONE)) {
      all.put("faces given, 1 thread per call", callers(reconstructor, false));
      all.put("with detection, 1 thread per call", callers(reconstructor, true));
      int calls = effort().memoryCalls();
      int most = effort().callers().get(effort().callers().size() - 1);
      Duration pause = effort().memoryPause();
      memory.add(MemoryGrowth.measure(reconstructor, false, most, calls, pause));
      memory.add(MemoryGrowth.measure(reconstructor, true, most, calls / 10, pause));
    }
    try (FaceReconstructor reconstructor = Reconstructors.open(2, StageListener.NONE)) {
      all.put("faces given, 2 threads per call", callers(reconstructor, false));
    }
    json.put("callers", all);
    json.put("memory", memory);
    heading("callers: per second, ratio to one, ms per call p50 / p95, calls, largest difference");
    all.forEach(
        (scenario, rows) -> {
          line("%s", scenario);
          for (CallerScaling.Row row : rows) {
            line(
                "  %2d %8.1f %6.2f %8.1f / %.1f %7d %g",
                row.callers(),
                row.perSecond(),
                row.ratio(),
                row.latency().p50(),
                row.latency().p95(),
                row.compared(),
                row.largestDifference());
          }
        });
    heading("memory in MB before and after calls: resident, direct, heap");
    for (MemoryGrowth.Row row : memory) {
      line(
          "%d calls by %d callers, %s: %.0f %.0f, %.1f %.1f, %.1f %.1f",
          row.calls(),
          row.callers(),
          row.detection() ? "detected" : "given",
          row.residentBefore(),
          row.residentAfter(),
          row.directBefore(),
          row.directAfter(),
          row.heapBefore(),
          row.heapAfter());
    }
  }

  private List<CallerScaling.Row> callers(FaceReconstructor reconstructor, boolean detection) {
    Duration window = effort().window();
    return new CallerScaling(reconstructor, detection)
        .measure(
            effort().callers(),
            effort().callerRounds(),
            detection ? window.multipliedBy(DETECTION_WINDOWS) : window);
  }

  private void curves(String name, String size, List<Curve> curves) {
    List<Map<String, Object>> entries = new ArrayList<>();
    heading(size + ": ms, and the slope of the logarithms");
    for (Curve curve : curves) {
      StringBuilder times = new StringBuilder();
      for (int i = 0; i < curve.sizes().length; i++) {
        times.append(
            String.format(Locale.ROOT, " %.0f: %.3f", curve.sizes()[i], curve.milliseconds()[i]));
      }
      line("  %-12s slope %5.2f %s", curve.name(), curve.slope(), times);
      entries.add(
          Map.of(
              "step",
              curve.name(),
              "sizes",
              curve.sizes(),
              "milliseconds",
              curve.milliseconds(),
              "slope",
              curve.slope()));
    }
    json.put("growth-" + name, entries);
    GrowthChart.write(arguments.out().resolve(name + ".png"), size, "ms, median", curves);
  }

  private EndToEndEffort effort() {
    return arguments.effort();
  }

  private void spreads(Map<String, Samples.Spread> steps) {
    steps.forEach(
        (step, spread) ->
            line("  %-12s %9.3f / %9.3f  (%d)", step, spread.p50(), spread.p95(), spread.count()));
  }

  private void heading(String text) {
    print.println();
    print.println("# " + text);
  }

  private void line(String format, Object... values) {
    print.println(String.format(Locale.ROOT, format, values));
  }
}
