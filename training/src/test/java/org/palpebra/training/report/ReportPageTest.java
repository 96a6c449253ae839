package org.palpebra.training.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palpebra.EyeState;
import org.palpebra.EyeStates;
import org.palpebra.PalpebraException;
import org.palpebra.metrics.Interval;
import org.palpebra.spi.ModelInfo;
import org.palpebra.testing.FakeBackend;
import org.palpebra.training.data.EyePatch;
import org.palpebra.training.data.EyeStateFace;
import org.palpebra.training.data.LandmarkFace;
import org.palpebra.training.eval.EyeEvaluation;
import org.palpebra.training.eval.EyeOutcome;
import org.palpebra.training.eval.FaceOutcome;
import org.palpebra.training.eval.LandmarkOutcome;
import org.palpebra.training.eval.WinkOutcome;
import org.palpebra.training.eval.Winks;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class ReportPageTest {
  private static final String HOSTILE = "<script>alert('&\"x')</script>]]>\ud83d\ude00\u0001\ud800";

  @TempDir private Path folder;
  private Path picture;

  @BeforeEach
  void writeAPicture() throws IOException {
    picture = folder.resolve("a&b<i>'.png");
    ImageIO.write(new BufferedImage(24, 24, BufferedImage.TYPE_INT_RGB), "png", picture.toFile());
  }

  private Document page(ScoreSheet scores, List<Section> sections) throws Exception {
    Evaluated evaluated =
        new Evaluated(
            HOSTILE,
            "data",
            HOSTILE,
            "embedded",
            "palpebra 0",
            List.of(new ModelInfo(HOSTILE, "", "cpu", "none", "Apache-2.0")));
    Path file = folder.resolve("page/index.html");
    ReportPage.write(file, new Report(evaluated, scores, sections));
    return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile());
  }

  private static List<Element> all(Document page, String name) {
    NodeList nodes = page.getElementsByTagName(name);
    List<Element> elements = new ArrayList<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      elements.add((Element) nodes.item(i));
    }
    return elements;
  }

  private static void assertShows(ScoreSheet scores, Document page) {
    List<Element> values = all(page, "data");
    assertEquals(scores.scores().size(), values.size());
    for (int i = 0; i < values.size(); i++) {
      Score score = scores.scores().get(i);
      assertEquals(score.name(), values.get(i).getAttribute("id"));
      assertEquals(score.value().toString(), values.get(i).getAttribute("value"));
      assertEquals(score.text(), values.get(i).getTextContent());
      assertTrue(scores.lines().get(i).contains(score.text()), scores.lines().get(i));
      assertEquals(score.value(), scores.toMap().get(score.name()));
    }
  }

  /** Nothing is executed, and nothing comes from elsewhere. */
  private static void assertSelfContained(Document page) throws IOException {
    for (String name : List.of("script", "link", "iframe", "object")) {
      assertEquals(List.of(), all(page, name), name);
    }
    for (Element image : all(page, "img")) {
      String prefix = "data:image/png;base64,";
      assertTrue(image.getAttribute("src").startsWith(prefix));
      byte[] png = Base64.getDecoder().decode(image.getAttribute("src").substring(prefix.length()));
      assertTrue(ImageIO.read(new ByteArrayInputStream(png)).getWidth() > 1);
      assertFalse(image.getAttribute("alt").isEmpty());
    }
  }

  private EyeOutcome eye(boolean closed, double p, String photo) {
    return new EyeOutcome(new EyePatch(picture, closed, true, photo, "val"), (float) p);
  }

  private static EyeEvaluation evaluation(List<EyeOutcome> outcomes) {
    return new EyeEvaluation(EyeEvaluation.score(outcomes), outcomes, 1);
  }

  @Test
  void eyesWorstFirst() throws Exception {
    EyeEvaluation evaluation =
        evaluation(
            List.of(
                eye(true, 0.4, "a"),
                eye(true, 0.9, "a"),
                eye(false, 0.95, HOSTILE),
                eye(false, 0.1, "c")));
    ScoreSheet scores = EyeReport.scores(evaluation);
    Document page = page(scores, EyeReport.sections(evaluation));
    assertShows(scores, page);
    assertSelfContained(page);
    List<Element> figures = all(page, "figure");
    assertEquals(3, figures.size());
    String worst = figures.get(1).getTextContent();
    assertTrue(worst.contains("P(closed) 0.9500") && worst.contains("label open"), worst);
    assertTrue(worst.contains("a&b<i>'.png") && worst.contains("left eye"), worst);
    assertTrue(figures.get(2).getTextContent().contains("P(closed) 0.4000"));
    assertEquals(Interval.wilson(2, 4), scores.scores().get(1).interval());
  }

  @Test
  void hostileNamesStayText() throws Exception {
    Document page = page(new ScoreSheet().add("n", 1), List.of());
    assertSelfContained(page);
    String shown = "<script>alert('&\"x')</script>]]>\ud83d\ude00\ufffd\ufffd";
    assertEquals(shown, all(page, "td").get(1).getTextContent());
    assertTrue(all(page, "title").get(0).getTextContent().contains(shown));
    assertTrue(page.getDocumentElement().getTextContent().contains(shown));
  }

  @Test
  void noErrorsAndOneClassOnly() throws Exception {
    EyeEvaluation evaluation = evaluation(List.of(eye(true, 0.9, "a"), eye(true, 1, "b")));
    ScoreSheet scores = EyeReport.scores(evaluation);
    Document page = page(scores, EyeReport.sections(evaluation));
    assertShows(scores, page);
    assertTrue(page.getDocumentElement().getTextContent().contains("0 of 2 eyes are wrong."));
    assertEquals("auc", scores.scores().get(3).name());
    assertEquals("NaN", scores.scores().get(3).text());
    assertFalse(scores.scores().get(3).hasInterval());
  }

  private FaceOutcome face(boolean closed, float p, float openness) {
    EyeState eye = new EyeState(p, openness);
    EyeStates eyes = new EyeStates(eye, eye);
    return new FaceOutcome(
        new EyeStateFace(picture, closed, "val", new float[2], new float[2]), eyes, eyes);
  }

  @Test
  void facesFoundAndNotFound() throws Exception {
    FaceOutcome missing =
        new FaceOutcome(
            new EyeStateFace(picture, false, "val", new float[2], new float[2]), null, null);
    List<FaceOutcome> outcomes =
        List.of(face(true, 1, 0), missing, face(true, 0.6f, 0.3f), face(false, 0, 1.7f));
    ScoreSheet scores = FaceReport.scores(outcomes);
    Document page = page(scores, FaceReport.sections(outcomes));
    assertShows(scores, page);
    assertSelfContained(page);
    List<Element> figures = all(page, "figure");
    assertEquals(6, figures.size());
    String wrong = figures.get(4).getTextContent();
    assertTrue(wrong.contains("(wrong): P(closed) 0.6000, openness 0.300"), wrong);
    assertTrue(figures.get(5).getTextContent().contains("no face found"));
    List<String> cells = all(page, "td").stream().map(Element::getTextContent).toList();
    int closed = cells.lastIndexOf("closed");
    assertEquals(List.of("closed", "1", "0", "1", "0"), cells.subList(closed, closed + 5));
    int open = cells.lastIndexOf("open");
    assertEquals(List.of("open", "0", "1", "0", "1"), cells.subList(open, open + 5));
  }

  @Test
  void noFaceAtAll() throws Exception {
    FaceOutcome missing =
        new FaceOutcome(
            new EyeStateFace(picture, true, "val", new float[2], new float[2]), null, null);
    ScoreSheet scores = FaceReport.scores(List.of(missing));
    Document page = page(scores, FaceReport.sections(List.of(missing)));
    assertShows(scores, page);
    assertSelfContained(page);
  }

  private LandmarkOutcome landmarks(String person, float error) {
    float[] truth = new float[136];
    truth[2 * 45] = 10;
    float[] found = truth.clone();
    for (int i = 1; i < found.length; i += 2) {
      found[i] += 10 * error;
    }
    return new LandmarkOutcome(
        new LandmarkFace(picture, person, "val", 24, 24, truth), found, true);
  }

  @Test
  void landmarksByPerson() throws Exception {
    List<LandmarkOutcome> outcomes =
        List.of(landmarks("a", 0.02f), landmarks("a", 0.04f), landmarks("b", 0.3f));
    ScoreSheet scores = LandmarkReport.scores(outcomes);
    Document page = page(scores, LandmarkReport.sections(outcomes));
    assertShows(scores, page);
    assertSelfContained(page);
    Score nme = scores.scores().get(1);
    assertEquals(12, (Double) nme.value(), 1e-4);
    assertEquals("bootstrap over 2 people, 1000 resamples", nme.method());
    // a alone or b alone
    assertEquals(3, nme.interval().low(), 1e-4);
    assertEquals(30, nme.interval().high(), 1e-4);
    assertEquals((0.75 + 0.5) / 3, (Double) scores.toMap().get("auc_at_8_percent"), 1e-6);
    assertEquals(1 / 3.0, (Double) scores.toMap().get("failure_rate"), 1e-12);
    assertTrue(all(page, "figure").get(1).getTextContent().contains("error 30.00 %"));
  }

  @Test
  void winksByYawAndCombination() throws Exception {
    List<WinkOutcome> outcomes =
        List.of(
            Winks.found(0, 0, 0, 1, Winks.eyes(1, 0, 0, 0.9f)),
            Winks.found(1, 30, 1, 0, Winks.eyes(1, 0.02f, 1, 0.1f), Winks.eyes(1, 0.8f, 1, 0.3f)),
            Winks.missing(2, -30, 0.25f, 0.75f));
    ScoreSheet scores = WinkReport.scores(outcomes);
    Document page = page(scores, WinkReport.sections(outcomes, outcome -> FakeBackend.photo()));
    assertShows(scores, page);
    assertSelfContained(page);
    assertEquals(3 / 5.0, scores.toMap().get("state_accuracy"));
    assertEquals(
        (0 + 0.1 + 0.2 + 0.3) / 4, (Double) scores.toMap().get("regressed_openness_error"), 1e-6);
    assertEquals(1, scores.toMap().get("not_found"));
    assertEquals((0 + 0.1 + 0.98 + 0.1) / 4, (Double) scores.toMap().get("openness_error"), 1e-6);
    // the far left eye is wrong, the far right one was not found
    assertEquals(0.0, scores.toMap().get("state_accuracy_yaw_30_far"));
    assertEquals(1.0, scores.toMap().get("state_accuracy_yaw_30_near"));
    List<String> cells = all(page, "td").stream().map(Element::getTextContent).toList();
    int closed = cells.indexOf("0.00");
    assertEquals(
        List.of("0.00", "2", "0", "0", "0", "1.000", "0.050", "0.050"),
        cells.subList(closed, closed + 8));
    assertTrue(cells.contains("0.500 (0.540)"), "left open, right closed");
    List<Element> figures = all(page, "figure");
    String worst = figures.get(figures.size() - 2).getTextContent();
    assertTrue(
        worst.contains("left eye (wrong): rendered 1.00, regressor 0.80, P(closed) 1.000"), worst);
    assertTrue(figures.get(figures.size() - 1).getTextContent().contains("not found"));
  }

  @Test
  void winksWithoutAFace() throws Exception {
    List<WinkOutcome> outcomes = List.of(Winks.missing(0, 0, 0.25f, 0.25f));
    ScoreSheet scores = WinkReport.scores(outcomes);
    assertSelfContained(
        page(scores, WinkReport.sections(outcomes, outcome -> FakeBackend.photo())));
    assertEquals(Double.NaN, scores.toMap().get("state_accuracy"));
  }

  @Test
  void folderThatIsAFileIsRefused() throws IOException {
    Path file = Files.createFile(folder.resolve("report"));
    assertRefused(file);
    assertRefused(file.resolve("below"));
    ReportPage.prepare(folder.resolve("new/folder"));
    assertTrue(Files.isDirectory(folder.resolve("new/folder")));
  }

  private static void assertRefused(Path folder) {
    PalpebraException e = assertThrows(PalpebraException.class, () -> ReportPage.prepare(folder));
    assertTrue(String.valueOf(e.getMessage()).startsWith(folder.toString()), e.getMessage());
    assertEquals(1, String.valueOf(e.getMessage()).lines().count());
  }

  @Test
  void folderThatCannotBeWrittenToIsRefused() throws IOException {
    Path locked = Files.createDirectory(folder.resolve("locked"));
    Assumptions.assumeTrue(
        locked.toFile().setWritable(false) && !Files.isWritable(locked),
        "this user may write everywhere");
    assertRefused(locked);
  }
}
