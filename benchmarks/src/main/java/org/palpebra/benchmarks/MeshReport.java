package org.palpebra.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.palpebra.PalpebraException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Measures the mesh pipeline stage by stage beside other programs that do the same, in short forks
 * of JMH that take turns, and prints times, ratios, errors and allocations.
 */
@Command(
    name = "MeshReport",
    mixinStandardHelpOptions = true,
    description = "Compares the mesh pipeline's stages with other programs that do the same.")
public final class MeshReport implements Callable<Integer> {
  private static final int ROUNDS = 3;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "folder for report.json and report.png, default ${DEFAULT-VALUE}")
  private Path out = Path.of("target", "mesh-report");

  @Option(names = "--quick", description = "one fork of each instead of " + ROUNDS)
  private boolean quick;

  @Option(
      names = "--model",
      description =
          "basel (the real mesh, from -Dpalpebra.shared=DIR, default ../shared), bfmSized or"
              + " embedded; default ${DEFAULT-VALUE}")
  private String model = BenchmarkModels.BASEL;

  @Parameters(
      paramLabel = "STAGE",
      description = "only stages whose names contain one of these, such as raster")
  private List<String> stages = new ArrayList<>();

  public static void main(String[] args) {
    System.exit(
        new CommandLine(new MeshReport())
            .setExecutionExceptionHandler(MeshReport::explain)
            .execute(args));
  }

  private static int explain(Exception e, CommandLine commandLine, CommandLine.ParseResult parsed)
      throws Exception {
    if (e instanceof PalpebraException || e instanceof IllegalArgumentException) {
      commandLine.getErr().println(e.getMessage());
      return 1;
    }
    throw e;
  }

  @Override
  public Integer call() throws IOException {
    List<Contest> contests = Contest.all().stream().filter(this::wanted).toList();
    if (contests.isEmpty()) {
      throw new IllegalArgumentException("no stage is called " + String.join(" or ", stages));
    }
    BenchmarkModels.of(model); // fails early where files are missing
    Machine machine = Machine.here();
    Standings standings = new Standings(contests);
    boolean well = measure(contests, standings);
    System.out.print(ReportTable.of(machine, standings));
    Files.createDirectories(out);
    new ObjectMapper()
        .writerWithDefaultPrettyPrinter()
        .writeValue(out.resolve("report.json").toFile(), ReportJson.of(machine, standings));
    ImageIO.write(RatioChart.draw(machine, standings), "png", out.resolve("report.png").toFile());
    System.out.println("written: " + out.resolve("report.json") + ", " + out.resolve("report.png"));
    return well ? 0 : 1;
  }

  private boolean wanted(Contest contest) {
    String name = contest.stage().toLowerCase(Locale.ROOT);
    return stages.isEmpty()
        || stages.stream().anyMatch(s -> name.contains(s.toLowerCase(Locale.ROOT)));
  }

  /** Each once, those that do the same one after the other. */
  private static List<Entrant> inTurn(List<Contest> contests) {
    Map<Object, List<Entrant>> tasks =
        contests.stream()
            .flatMap(c -> Stream.of(c.ours(), c.other()))
            .distinct()
            .collect(Collectors.groupingBy(Entrant::task, LinkedHashMap::new, Collectors.toList()));
    return new ArrayList<>(tasks.values().stream().flatMap(List::stream).toList());
  }

  /** Says whether all that is here could be measured. */
  private boolean measure(List<Contest> contests, Standings standings) throws IOException {
    List<Entrant> entrants = inTurn(contests);
    for (Entrant entrant : List.copyOf(entrants)) {
      Optional<String> missing = entrant.missing();
      missing.ifPresent(reason -> standings.setAbsent(entrant, reason));
      if (missing.isPresent()) {
        entrants.remove(entrant);
      }
    }
    boolean well = true;
    int rounds = quick ? 1 : ROUNDS;
    for (int round = 1; round <= rounds; round++) {
      for (Entrant entrant : List.copyOf(entrants)) {
        System.err.printf(
            "round %d of %d: %s, %s%n",
            round, rounds, entrant.stage().getSimpleName(), entrant.title());
        try {
          standings.add(entrant, new ForkedRun(model).measure(entrant));
        } catch (ForkedRun.FailedException e) {
          standings.setAbsent(entrant, "failed: " + e.getMessage());
          entrants.remove(entrant);
          well = false;
        }
      }
    }
    return well;
  }
}
