package org.palpebra.training.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palpebra.LidState;
import org.palpebra.eyes.EyelidPairs;
import org.palpebra.training.eval.ElamOutcome;
import org.palpebra.training.eval.PerturbedLids;

class ElamReportTest {
  @TempDir private Path folder;
  private Path picture;

  @BeforeEach
  void writeAPicture() throws IOException {
    picture = folder.resolve("face.png");
    ImageIO.write(new BufferedImage(200, 100, BufferedImage.TYPE_INT_RGB), "png", picture.toFile());
  }

  /** Eyes 20 pixels wide, 80 apart; the right one has the gap. */
  private static float[] lids(float gap) {
    float[] points = new float[136];
    for (int mouth : new int[] {48, 54}) {
      points[2 * mouth] = 100;
      points[2 * mouth + 1] = 90;
    }
    for (int eye = 0; eye < 2; eye++) {
      float[] x = {0, 6, 14, 20, 14, 6};
      float[] y = {0, 2 - gap, 2 - gap, 0, 2, 2};
      for (int i = 0; i < 6; i++) {
        points[2 * (36 + 6 * eye + i)] = 50 + 80 * eye + x[i];
        points[2 * (36 + 6 * eye + i) + 1] = 50 + y[i];
      }
    }
    return points;
  }

  private ElamOutcome eye(String group, LidState state, float p, float before, float after) {
    return new ElamOutcome(picture, group, EyelidPairs.RIGHT, state, p, lids(before), lids(after));
  }

  private List<ElamOutcome> outcomes() {
    return List.of(
        eye("a", LidState.CLOSED, 0.9f, 6, 0.6f),
        eye("a", LidState.OPEN, 0, 6, 6),
        eye("b", LidState.OPEN, 0.1f, 0, 5.4f),
        eye("c", LidState.CLOSED, 0.6f, 5, 5));
  }

  @Test
  void scoresCountEyesAndDrawGroups() {
    Map<String, Object> scores = ElamReport.annotatedScores(outcomes()).toMap();
    assertEquals(4, scores.get("n"));
    assertEquals(2, scores.get("changed"));
    assertEquals(1, scores.get("opened"));
    assertEquals(0.25, scores.get("agreement_before"));
    assertEquals(0.75, scores.get("agreement_after"));
    assertEquals((27 + 27) / 4.0, (Double) scores.get("mean_change_percent"), 1e-4);
    assertEquals(3, scores.get("n_annotated_open"));
    assertEquals(2 / 3.0, (Double) scores.get("left_alone_open"), 1e-12);
    assertEquals(1, scores.get("n_annotated_closed"));
    assertEquals(0.0, scores.get("left_alone_closed"));
    assertEquals(
        "bootstrap over 3 people, 1000 resamples",
        ElamReport.annotatedScores(outcomes()).scores().get(3).method());
  }

  @Test
  void noFaceFoundGivesNoFractions() {
    Map<String, Object> scores = ElamReport.labelledScores(List.of(), 2).toMap();
    assertEquals(0, scores.get("n"));
    assertEquals(2, scores.get("not_found"));
    assertFalse(scores.containsKey("agreement_after"));
    assertEquals(4, ElamReport.sections(List.of(), "the label").size());
  }

  @Test
  void sectionsCountAndShow() throws IOException {
    List<Section> sections = ElamReport.sections(outcomes(), "the label");
    assertEquals(
        List.of(
            List.of("closed", "before", "0", "0", "2"),
            List.of("closed", "after", "1", "0", "1"),
            List.of("open", "before", "1", "0", "1"),
            List.of("open", "after", "0", "0", "2")),
        sections.get(0).tables().get(0).rows());
    assertEquals(3, sections.get(1).figures().size());
    List<Figure> wrong = sections.get(2).figures();
    assertEquals(1, wrong.size());
    assertTrue(wrong.get(0).caption().contains("right eye, closed"), wrong.toString());
    List<Figure> changed = sections.get(3).figures();
    assertEquals(2, changed.size());
    String caption = changed.get(0).caption().get(2);
    assertEquals("P(closed) 0.9000, lid gap 30.0 → 3.0 % of the width", caption);
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(changed.get(0).png()));
    // patch of 0.65·80 = 52 photo pixels at 240 around (60, 50 + (4·2 − 2·6)/6)
    double scale = 240 / 52.0;
    double centre = 50 + (8 - 12) / 6.0;
    assertEquals(LidPicture.BEFORE, pixel(image, 120, 120 + scale * (46 - centre)));
    assertEquals(LidPicture.AFTER, pixel(image, 120, 120 + scale * (51.4 - centre)));
    assertEquals(Color.BLACK, pixel(image, 120, 20));
  }

  private static Color pixel(BufferedImage image, double x, double y) {
    return new Color(image.getRGB((int) x, (int) y));
  }

  @Test
  void perturbedLidsByKind() {
    List<PerturbedLids> outcomes =
        List.of(
            new PerturbedLids(
                PerturbedLids.Kind.SHUT, lids(6), eye("a", LidState.OPEN, 0.1f, 0, 5.4f)),
            new PerturbedLids(
                PerturbedLids.Kind.SHUT, lids(5), eye("b", LidState.OPEN, 0.7f, 0, 0)));
    Map<String, Object> scores = PerturbedLidsReport.scores(outcomes).toMap();
    assertEquals(2, scores.get("n_shut"));
    assertEquals(27.5, (Double) scores.get("shut_error_before_percent"), 1e-4);
    assertEquals(14, (Double) scores.get("shut_error_after_percent"), 1e-4);
    assertEquals(0.0, scores.get("shut_right_before"));
    assertEquals(0.5, scores.get("shut_right_after"));
    assertEquals(0, scores.get("n_opened"));
    assertFalse(scores.containsKey("opened_right_after"));
    List<Section> sections = PerturbedLidsReport.sections(outcomes);
    assertEquals("error 25.0 % of the width", sections.get(1).figures().get(0).caption().get(3));
    assertTrue(sections.get(2).figures().isEmpty());
  }
}
