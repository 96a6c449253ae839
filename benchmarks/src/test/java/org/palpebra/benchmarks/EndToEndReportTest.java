package org.palpebra.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palpebra.FaceImage;
import org.palpebra.FaceReconstruction;
import org.palpebra.FaceReconstructor;
import org.palpebra.StageListener;
import org.palpebra.model.MorphableModel;
import org.palpebra.spi.DetectedFace;
import org.palpebra.training.synthetic.SyntheticFace;

class EndToEndReportTest {
  private static final EndToEndEffort LEAST =
      new EndToEndEffort(
          1,
          1,
          1,
          1,
          List.of(1, 3),
          List.of(400, 900),
          List.of(6, 12),
          List.of(256, 320),
          List.of(1, 3),
          1,
          Duration.ofMillis(50),
          6,
          Duration.ZERO);

  @TempDir Path folder;

  @Test
  void writesEveryPart() throws IOException {
    Path photos = Files.createDirectory(folder.resolve("photos"));
    FaceImage picture = SyntheticPhoto.render(BenchmarkModels.of(BenchmarkModels.EMBEDDED));
    ImageIO.write(picture.toBufferedImage(), "png", photos.resolve("a.png").toFile());
    Path out = folder.resolve("out");
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    EndToEndReport.write(
        new EndToEndReport.Arguments(out, photos, LEAST),
        new PrintStream(text, true, StandardCharsets.UTF_8));
    JsonNode json = new ObjectMapper().readTree(out.resolve("end-to-end.json").toFile());
    assertEquals(4, json.path("stages").size(), "rendered and photos, one thread and two");
    for (JsonNode row : json.path("stages")) {
      assertEquals(1, row.path("faces").asInt(), row.toString());
      for (String step :
          List.of("detect", "crop", "regress", "eyes", "refine", "texture", "export")) {
        assertTrue(row.path("milliseconds").path(step).path("p50").asDouble() > 0, step + row);
      }
    }
    assertEquals(8, json.path("groups").size());
    for (JsonNode row : json.path("groups")) {
      if (!row.path("detection").asBoolean()) {
        assertEquals(row.path("faces"), row.path("found"), row.toString());
      }
    }
    for (JsonNode scenario : json.path("callers")) {
      for (JsonNode row : scenario) {
        assertEquals(0, row.path("largestDifference").asDouble(), row.toString());
        assertTrue(row.path("compared").asInt() >= row.path("callers").asInt(), row.toString());
      }
    }
    assertEquals(2, json.path("memory").size());
    assertTrue(json.path("run").path("models").size() == 4, json.path("run").toString());
    for (String chart :
        List.of("faces-given", "faces-detected", "image-side", "vertices", "coefficients")) {
      assertTrue(json.path("growth-" + chart).size() > 0, chart);
      assertTrue(ImageIO.read(out.resolve(chart + ".png").toFile()).getWidth() > 100, chart);
    }
    assertTrue(text.toString(StandardCharsets.UTF_8).contains("reconstruct"), "tables");
  }

  @Test
  void slopeIsThePowerOfTheSize() {
    TreeMap<Integer, Map<String, Double>> medians = new TreeMap<>();
    for (int size : new int[] {3, 50, 7000}) {
      medians.put(size, Map.of("flat", 4.0, "steep", 0.2 * Math.pow(size, 1.5)));
    }
    medians.put(100, Map.of("flat", 4.0, "steep", 200.0, "only here", 1.0));
    List<Curve> curves = Curve.of(medians);
    assertEquals(2, curves.size());
    for (Curve curve : curves) {
      assertEquals(curve.name().equals("flat") ? 0 : 1.5, curve.slope(), 1e-9, curve.name());
    }
  }

  @Test
  void percentilesAreThoseOfSortedSamples() {
    Samples samples = new Samples();
    for (int i = 0; i < 200; i++) {
      samples.add((i * 77 % 200) + 1);
    }
    assertEquals(new Samples.Spread(200, 100, 190), samples.spread());
    assertThrows(IllegalStateException.class, new Samples()::spread);
  }

  @Test
  void groupsShowEachFaceWhereItIsSaidToBe() {
    try (FaceReconstructor reconstructor = Reconstructors.open(1, StageListener.NONE)) {
      List<SyntheticFace> portraits = GroupPhoto.portraits(reconstructor, 8, 160);
      GroupPhoto group = GroupPhoto.of(portraits, 8, reconstructor.camera().size());
      assertEquals(640, group.photo().width());
      assertEquals(320, group.photo().height());
      List<FaceReconstruction> faces = reconstructor.reconstruct(group.photo(), group.faces());
      assertEquals(8, faces.size());
      for (int i = 0; i < 8; i++) {
        float[] landmarks = faces.get(i).landmarks();
        float[] truth = portraits.get(i).landmarks();
        assertEquals(truth[60] + i % 4 * 160, landmarks[60], 12, "nose of face " + i);
        assertEquals(truth[61] + Math.floorDiv(i, 4) * 160, landmarks[61], 12, "nose of " + i);
      }
      assertEquals(0, CallerScaling.difference(faces, faces));
      assertNotEquals(0, CallerScaling.difference(faces.subList(0, 1), faces.subList(1, 2)));
      assertEquals(Double.POSITIVE_INFINITY, CallerScaling.difference(faces, faces.subList(0, 7)));
      assertTrue(group.faces().stream().allMatch(f -> f.score() >= DetectedFace.SURE));
    }
  }

  @Test
  void everyFaceOfALargeGroupIsFound() {
    try (FaceReconstructor reconstructor = Reconstructors.open(2, StageListener.NONE)) {
      List<SyntheticFace> portraits = GroupPhoto.portraits(reconstructor, 16, GroupPhoto.TILE);
      GroupPhoto group = GroupPhoto.of(portraits, 16, reconstructor.camera().size());
      assertEquals(16, reconstructor.reconstruct(group.photo()).size());
    }
  }

  @Test
  void domesHaveTheSizesAskedFor() {
    MorphableModel model = DomeModel.of(1000, 3, 4, 5);
    assertEquals(1024, model.vertexCount());
    assertEquals(2 * 31 * 31, model.topology().triangleCount());
    assertEquals(
        Set.of(3, 4, 5),
        Set.of(model.identity().columns(), model.expression().columns(), model.albedo().columns()));
  }

  @Test
  void refusesWhatItDoesNotKnow() {
    for (String[] wrong :
        new String[][] {{"--slow"}, {"--out"}, {"--photos", folder.resolve("none").toString()}}) {
      String message =
          assertThrows(IllegalArgumentException.class, () -> EndToEndReport.Arguments.parse(wrong))
              .getMessage();
      assertTrue(message.startsWith(wrong[0]) && message.lines().count() == 1, message);
    }
  }
}
