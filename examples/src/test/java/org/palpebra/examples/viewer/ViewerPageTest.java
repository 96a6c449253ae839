package org.palpebra.examples.viewer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.logging.LogType;
import org.palpebra.geometry.PerspectiveCamera;
import org.palpebra.onnx.Bundle;
import org.palpebra.training.synthetic.WinkFaces;

/** The page in Chromium, used as people use it, with faces that do not exist. */
class ViewerPageTest {
  private static final int SIDE = 420;

  /** Of {@link WinkFaces}, seen from the front: right eye closed and left eye open. */
  private static final int WINKING = 245;

  /** Both eyes nearly closed, which the regressor sees only roughly. */
  private static final int DROWSY = 280;

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path folder;
  private HeadlessChromium chromium;
  private ChromeDriver driver;

  /** Two faces beside each other. */
  private static byte[] twoFaces() throws IOException {
    BufferedImage both = new BufferedImage(2 * SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
    try (Bundle bundle = Bundle.open(Bundle.EMBEDDED)) {
      PerspectiveCamera camera = bundle.manifest().regressor().camera();
      WinkFaces faces = new WinkFaces(bundle.faceModel(), camera, SIDE, WinkFaces.UNSEEN);
      Graphics2D g = both.createGraphics();
      g.drawImage(faces.render(WINKING).photo().toBufferedImage(), 0, 0, null);
      g.drawImage(faces.render(DROWSY).photo().toBufferedImage(), SIDE, 0, null);
      g.dispose();
    }
    return png(both);
  }

  private static byte[] png(BufferedImage image) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, "png", out);
    return out.toByteArray();
  }

  private WebElement find(String css) {
    return driver.findElement(By.cssSelector(css));
  }

  private void await(String what, BooleanSupplier condition) throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        chromium.screenshot("page-timeout");
        throw new AssertionError(what + " did not come: " + find("body").getText());
      }
      Thread.sleep(50);
    }
  }

  private void drop(String name, byte[] photo) {
    driver.executeScript(
        """
        const bytes = Uint8Array.from(atob(arguments[1]), (c) => c.charCodeAt(0));
        const data = new DataTransfer();
        data.items.add(new File([bytes], arguments[0], {type: 'image/png'}));
        document.getElementById('drop').dispatchEvent(
            new DragEvent('drop', {dataTransfer: data, bubbles: true, cancelable: true}));
        """,
        name,
        Base64.getEncoder().encodeToString(photo));
  }

  private void awaitHead() throws Exception {
    await(
        "the head",
        () ->
            find("#result").isDisplayed()
                && "false".equals(find("#figure").getDomAttribute("aria-busy")));
    Thread.sleep(300); // a frame, in software
  }

  private BufferedImage canvas() throws IOException {
    driver.executeScript("arguments[0].scrollIntoView({block: 'center'})", find("#head"));
    return ImageIO.read(new ByteArrayInputStream(find("#head").getScreenshotAs(OutputType.BYTES)));
  }

  /** Pixels that differ visibly in columns from..to, in shares of the width. */
  private static int changed(BufferedImage a, BufferedImage b, double from, double to) {
    int count = 0;
    for (int y = 0; y < a.getHeight(); y++) {
      for (int x = (int) (from * a.getWidth()); x < to * a.getWidth(); x++) {
        int difference = 0;
        for (int shift = 0; shift <= 16; shift += 8) {
          difference +=
              Math.abs((a.getRGB(x, y) >> shift & 0xff) - (b.getRGB(x, y) >> shift & 0xff));
        }
        count += difference > 30 ? 1 : 0;
      }
    }
    return count;
  }

  private String row(String title) {
    return driver.findElements(By.cssSelector("#eyes tbody tr")).stream()
        .map(WebElement::getText)
        .filter(text -> text.startsWith(title))
        .findFirst()
        .orElseThrow();
  }

  private Path download(String link, String name) throws Exception {
    find(link).click();
    Path file = chromium.downloads().resolve(name);
    await(name, () -> Files.exists(file));
    return file;
  }

  @Test
  void fromAPhotoToAMovingHead() throws Exception {
    try (HeadlessChromium browser = HeadlessChromium.start(1280, 1300);
        ViewerProcess viewer = viewer()) {
      chromium = browser;
      driver = browser.driver();
      driver.get(viewer.address().toString());
      browser.screenshot("page-empty");
      refuses();
      drop("two faces.png", twoFaces());
      awaitHead();
      browser.screenshot("page-desktop");
      JsonNode faces = downloads();
      readOuts(faces.get(0));
      slider();
      keys();
      elam();
      otherFace(faces.get(1));
      dark();
      phone();
      noComplaints();
      forget();
    }
  }

  private static ViewerProcess viewer() throws Exception {
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    return ViewerProcess.start("-cp", classPath, "org.palpebra.examples.cli.Palpebra");
  }

  private void refuses() throws Exception {
    drop("notes.txt", "no photo".getBytes(StandardCharsets.US_ASCII));
    await("an error", () -> find("#error").isDisplayed());
    String text = find("#error").getText();
    assertTrue(text.startsWith("notes.txt: is not a readable JPEG"), text);
    assertFalse(find("#result").isDisplayed());
    chromium.screenshot("page-error");
  }

  private JsonNode downloads() throws Exception {
    byte[] glb =
        Files.readAllBytes(download("#downloads li:nth-child(1) a", "two faces-face1.glb"));
    assertEquals("glTF", new String(glb, 0, 4, StandardCharsets.US_ASCII));
    BufferedImage overlay =
        ImageIO.read(download("#downloads li:nth-child(2) a", "two faces-overlay.png").toFile());
    assertEquals(2 * SIDE, overlay.getWidth());
    Path json = download("#downloads li:nth-child(3) a", "two faces.json");
    JsonNode faces = new ObjectMapper().readTree(json.toFile()).get("faces");
    assertEquals(2, faces.size());
    return faces;
  }

  /** What the page says is what the file says. */
  private void readOuts(JsonNode face) {
    JsonNode right = face.get("eyes").get("right");
    JsonNode left = face.get("eyes").get("left");
    assertEquals(
        "The photo shows %s %s"
            .formatted(right.get("decision").asText(), left.get("decision").asText()),
        row("The photo shows"));
    assertEquals(
        "P(closed) %.3f %.3f"
            .formatted(right.get("closed").asDouble(), left.get("closed").asDouble()),
        row("P(closed)"));
    assertEquals(
        percents("Openness before ELAM", right, left, "regressedOpenness"), row("Openness before"));
    assertEquals(percents("Openness after ELAM", right, left, "openness"), row("Openness after"));
    assertEquals("Openness after ELAM", find("#eyes .chosen th").getText());
    find("#made-by summary").click();
    assertTrue(find("#models").getText().contains("cpu"), find("#models").getText());
    find("#made-by summary").click();
  }

  private static String percents(String title, JsonNode right, JsonNode left, String key) {
    return "%s %d %% %d %%"
        .formatted(
            title,
            Math.round(100 * right.get(key).asDouble()),
            Math.round(100 * left.get(key).asDouble()));
  }

  /** The subject's left eye is at the right, and only that one closes. */
  private void slider() throws Exception {
    set("eyeBlinkLeft", Keys.HOME);
    BufferedImage open = canvas();
    set("eyeBlinkLeft", Keys.END);
    BufferedImage closed = canvas();
    assertEquals("1.00", find(".slider:has([name=eyeBlinkLeft]) output").getText());
    chromium.screenshot("page-blink");
    int left = changed(open, closed, 0.5, 1);
    int right = changed(open, closed, 0, 0.48);
    System.out.printf("eyeBlinkLeft changes %d pixels at the right, %d at the left%n", left, right);
    assertTrue(left > 100, left + " pixels changed");
    assertTrue(right < left / 20, right + " pixels changed on the other side");
  }

  private void set(String blendshape, Keys key) throws Exception {
    WebElement slider = find("[name=" + blendshape + "]");
    slider.sendKeys(key);
    Thread.sleep(300); // a frame, in software
  }

  private void keys() throws Exception {
    BufferedImage front = canvas();
    find("#head").sendKeys(Keys.ARROW_RIGHT, Keys.ARROW_RIGHT, "+");
    Thread.sleep(300); // a frame, in software
    BufferedImage turned = canvas();
    assertTrue(changed(front, turned, 0, 1) > 2000, "arrow keys do not turn the head");
    find("#front").click();
    Thread.sleep(300);
    assertEquals(0, changed(front, canvas(), 0, 1), "not the front that it was");
  }

  private void elam() throws Exception {
    find("#as-photo").click();
    find("#near").click();
    Thread.sleep(300);
    BufferedImage after = canvas();
    find("#elam").click();
    awaitHead();
    BufferedImage before = canvas();
    assertEquals("Openness before ELAM", find("#eyes .chosen th").getText());
    assertTrue(find("#overlay").getDomAttribute("href").endsWith("/overlay-before.png"));
    assertTrue(
        find("#downloads a").getDomAttribute("href").endsWith("/face-1-before.glb"),
        find("#downloads a").getDomAttribute("href"));
    int pixels = changed(before, after, 0, 1);
    System.out.printf("ELAM changes %d pixels%n", pixels);
    assertTrue(pixels > 500, "the head is the same without ELAM");
    find("#close-up").click();
    driver.executeScript("scrollTo(0, 0)");
    chromium.screenshot("page-without-elam");
    find("#close-up").click();
    find("#elam").click();
    awaitHead();
    assertEquals(0, changed(canvas(), after, 0, 1), "the head with ELAM did not come back");
    find("#front").click();
  }

  private void otherFace(JsonNode face) throws Exception {
    find("#boxes rect:not(.chosen)").click();
    awaitHead();
    readOuts(face);
    String name = find("#downloads a").getDomAttribute("download");
    assertEquals("two faces-face2.glb", name);
  }

  private void dark() throws IOException {
    chromium.prefer("prefers-color-scheme", "dark");
    chromium.screenshot("page-dark");
    chromium.prefer("prefers-color-scheme", "light");
  }

  private void phone() throws IOException {
    chromium.resize(390, 844);
    driver.executeScript("scrollTo(0, 0)");
    chromium.screenshot("page-phone-1");
    assertEquals(
        390L,
        driver.executeScript("return document.documentElement.scrollWidth"),
        "the page is wider than the phone");
    driver.executeScript("scrollTo(0, 800)");
    chromium.screenshot("page-phone-2");
    driver.executeScript("scrollTo(0, 1500)");
    chromium.screenshot("page-phone-3");
  }

  /** Such as scripts that failed or what the content policy blocked. */
  private void noComplaints() {
    assertEquals(
        List.of(),
        driver.manage().logs().get(LogType.BROWSER).getAll().stream()
            .filter(entry -> entry.getLevel().equals(Level.SEVERE))
            .map(Object::toString)
            .toList());
  }

  private void forget() throws Exception {
    String photo = find("#downloads a").getDomAttribute("href").replaceAll("/[^/]*$", "");
    driver.executeScript("arguments[0].click()", find("#forget"));
    assertFalse(find("#result").isDisplayed());
    await(
        "404",
        () ->
            Long.valueOf(404)
                .equals(
                    driver.executeAsyncScript(
                        "const done = arguments[1];"
                            + "fetch(arguments[0], {method: 'HEAD'}).then((a) => done(a.status))",
                        photo)));
  }
}
