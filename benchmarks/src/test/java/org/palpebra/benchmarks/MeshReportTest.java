package org.palpebra.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Param;

class MeshReportTest {
  private static final Entrant OURS =
      new Entrant(PoseBenchmark.class, Contender.PALPEBRA, Map.of(), false);
  private static final Entrant OTHER =
      new Entrant(NormalsBenchmark.class, Contender.C, Map.of(), false);
  private static final Machine MACHINE = Machine.here();

  private static Standings standings(double aim) {
    Standings standings = new Standings(List.of(new Contest("a stage", OURS, OTHER, aim)));
    standings.add(OURS, new Measured(30, 9, 100, "plain Java", Map.of("mm", 0.1)));
    standings.add(OURS, new Measured(10, 8, 300, "plain Java", Map.of("mm", 0.3)));
    standings.add(OTHER, new Measured(40, 35, 0, "plain Java", Map.of("mm", 0.2)));
    return standings;
  }

  @Test
  void forksAreSummedUp() {
    Measured ours = standings(1).measured(OURS).orElseThrow();
    assertEquals(new Measured(20, 8, 100, "plain Java", Map.of("mm", 0.3)), ours);
  }

  @Test
  void jsonHasTheRatioUnrounded() {
    JsonNode row = ReportJson.of(MACHINE, standings(0.7)).get("rows").get(0);
    assertEquals(0.5, row.get("ratio").doubleValue(), 0);
    assertEquals(0.7, row.get("aim").doubleValue(), 0);
    assertEquals(0.3, row.get("ours").get("largest_error").get("mm").doubleValue(), 0);
  }

  @Test
  void whoIsMissingIsNamed() {
    Standings standings = standings(1);
    standings.setAbsent(OTHER, "no C compiler");
    String table = ReportTable.of(MACHINE, standings);
    assertTrue(table.contains("not measured: C in fewer steps"), table);
    JsonNode row = ReportJson.of(MACHINE, standings).get("rows").get(0);
    assertFalse(row.has("ratio"), row::toString);
    assertEquals("no C compiler", row.get("other").get("not_measured").textValue());
  }

  @Test
  void theChartHasABarWhoseColourTellsWhetherTheAimIsMet() {
    Color met = new Color(70, 140, 90);
    Color missed = new Color(200, 90, 70);
    assertEquals(0, pixels(0.7, missed));
    assertEquals(0, pixels(0.4, met));
    // as large as a half of what two take, but for the line at the aim
    int axis = 1200 - 620 - 60;
    assertEquals(axis / 4.0, pixels(0.7, met), 2);
    assertEquals(axis / 4.0, pixels(0.4, missed), 6);
  }

  /** How many pixels of that colour a line through the bar has. */
  private static int pixels(double aim, Color colour) {
    BufferedImage image = RatioChart.draw(MACHINE, standings(aim));
    int count = 0;
    for (int x = 0; x < image.getWidth(); x++) {
      count += image.getRGB(x, 100) == colour.getRGB() ? 1 : 0;
    }
    return count;
  }

  @Test
  void everyStageOfTheReportIsABenchmark() throws NoSuchFieldException {
    for (Contest contest : Contest.all()) {
      assertNotEquals(contest.ours(), contest.other(), contest.stage());
      assertTrue(isMeasurable(contest.ours()), contest.ours()::toString);
      assertTrue(isMeasurable(contest.other()), contest.other()::toString);
    }
    assertEquals(
        List.of(Contender.PALPEBRA, Contender.PALPEBRA_16),
        Contest.all().stream()
            .filter(c -> c.ours().stage() == FaceBenchmark.class)
            .filter(c -> c.other().by().equals(Contender.PYTORCH))
            .map(c -> c.ours().by())
            .toList());
  }

  private static boolean isMeasurable(Entrant entrant) throws NoSuchFieldException {
    Map<String, String> parameters = new HashMap<>(entrant.parameters());
    parameters.put("by", entrant.by());
    String threads = parameters.remove("threads");
    for (Map.Entry<String, String> p : parameters.entrySet()) {
      Param values = entrant.stage().getField(p.getKey()).getAnnotation(Param.class);
      if (!List.of(values.value()).contains(p.getValue())) {
        return false;
      }
    }
    return threads == null || entrant.stage().getField("threads").isAnnotationPresent(Param.class);
  }

  @Test
  void aForkIsMeasuredAndChecked() throws Exception {
    Measured measured = new ForkedRun(BenchmarkModels.BFM_SIZED).measure(OURS);
    assertTrue(
        measured.fastest() > 0 && measured.median() >= measured.fastest(), measured::toString);
    assertTrue(measured.errors().get("px or mm of depth") < 1e-3, measured::toString);
  }

  @Test
  void aForkThatFailsSaysWhy() {
    Entrant nobody = new Entrant(PoseBenchmark.class, Contender.C, Map.of(), false);
    ForkedRun.FailedException e =
        assertThrows(
            ForkedRun.FailedException.class,
            () -> new ForkedRun(BenchmarkModels.BFM_SIZED).measure(nobody));
    assertTrue(e.getMessage().contains("nothing is called c in this stage"), e.getMessage());
  }
}
