package org.palpebra.examples.viewer;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

/** Chromium without a window, with WebGL in software and a profile of its own. */
final class HeadlessChromium implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Says of every Chromium newer than Selenium that it is newer. */
  private static final Logger VERSIONS =
      Logger.getLogger("org.openqa.selenium.devtools.CdpVersionFinder");

  private final ChromeDriver driver;
  private final Path folder;

  private HeadlessChromium(ChromeDriver driver, Path folder) {
    this.driver = driver;
    this.folder = folder;
  }

  /** Starts it; skips the running test where Chromium or its driver is missing. */
  static HeadlessChromium start(int width, int height) throws IOException {
    Path browser = require("chromium", "chromium-browser", "google-chrome");
    Path chromedriver = require("chromedriver");
    Path folder = Files.createTempDirectory("palpebra-chromium");
    ChromeOptions options = new ChromeOptions();
    options.setBinary(browser.toFile());
    options.addArguments(
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--use-angle=swiftshader",
        "--enable-unsafe-swiftshader",
        "--disable-dev-shm-usage",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
        "--hide-scrollbars",
        "--force-device-scale-factor=1",
        "--user-data-dir=" + folder.resolve("profile"),
        "--window-size=%d,%d".formatted(width, height));
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(chromedriver.toFile())
            .withLogFile(folder.resolve("chromedriver.log").toFile())
            .build();
    VERSIONS.setLevel(Level.SEVERE);
    ChromeDriver driver = new ChromeDriver(service, options);
    driver.manage().timeouts().scriptTimeout(PATIENCE);
    driver.executeCdpCommand(
        "Browser.setDownloadBehavior",
        Map.of("behavior", "allow", "downloadPath", folder.resolve("downloads").toString()));
    return new HeadlessChromium(driver, folder);
  }

  private static Path require(String... names) {
    Optional<Path> found = Stream.of(names).flatMap(HeadlessChromium::onPath).findFirst();
    Assumptions.assumeTrue(
        found.isPresent(),
        () -> "no %s on the PATH; install Chromium and its driver".formatted(List.of(names)));
    return found.orElseThrow();
  }

  private static Stream<Path> onPath(String name) {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
        .map(directory -> Path.of(directory, name))
        .filter(Files::isExecutable);
  }

  ChromeDriver driver() {
    return driver;
  }

  /** Where files that the page offers are stored. */
  Path downloads() {
    return folder.resolve("downloads");
  }

  /** Makes the page that wide and high, narrower than a window could be. */
  void resize(int width, int height) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    driver.manage().window().setSize(new Dimension(width, height));
  }

  /** What the user prefers, such as dark colours. */
  void prefer(String feature, String value) {
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", feature, "value", value))));
  }

  /** Writes what is seen to {@code target/viewer/NAME.png}, for people to look at. */
  void screenshot(String name) throws IOException {
    Path file = Path.of("target/viewer", name + ".png");
    Files.createDirectories(file.getParent());
    Files.write(file, driver.getScreenshotAs(OutputType.BYTES));
  }

  @Override
  public void close() throws IOException {
    driver.quit();
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
    }
  }
}
