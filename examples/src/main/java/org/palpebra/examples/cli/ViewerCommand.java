package org.palpebra.examples.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.palpebra.FaceReconstructor;
import org.palpebra.PalpebraException;
import org.palpebra.examples.viewer.PhotoHeads;
import org.palpebra.examples.viewer.Viewer;
import org.palpebra.examples.viewer.ViewerLimits;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code viewer}: a page that shows photos as heads. */
@Command(
    name = "viewer",
    description = {
      "Serves a page: drop a photo, see and move its head. Ctrl-C ends it.",
      "Photos and results stay in memory, the latest ones, and are gone when it ends. --json gets"
          + " the page's address as soon as it is there."
    })
final class ViewerCommand implements Runnable {
  private static final int MILLION = 1_000_000;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private CommonOptions options = new CommonOptions();

  @Mixin private DetectionOptions detection = new DetectionOptions();

  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = "8080",
      description = "Port to listen on; 0: any free one (default: ${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1",
      description =
          "Address to listen on (default: ${DEFAULT-VALUE}, this machine only). There are no"
              + " passwords: whoever reaches another address can use it.")
  private String host = "";

  @Option(
      names = "--max-megabytes",
      paramLabel = "N",
      defaultValue = "20",
      description = "Largest file accepted, 1 to 500 (default: ${DEFAULT-VALUE}).")
  private int megabytes;

  @Option(
      names = "--max-megapixels",
      paramLabel = "N",
      defaultValue = "40",
      description = "Largest photo accepted, 1 to 130 (default: ${DEFAULT-VALUE}).")
  private int megapixels;

  @Override
  public void run() {
    // the JDK's server would wait for ever for a request that does not come to its end
    System.setProperty("sun.net.httpserver.maxReqTime", "120");
    ViewerLimits limits = limits();
    InetSocketAddress address = address();
    try (FaceReconstructor after = detection.open(options, true);
        FaceReconstructor before = detection.open(options, false)) {
      PhotoHeads heads =
          new PhotoHeads(after, before, limits, (name, faces) -> FaceJson.photo(name, faces, null));
      try (Viewer viewer = start(address, limits, heads)) {
        announce(viewer, address);
        awaitEnd(viewer);
      }
    }
  }

  private ViewerLimits limits() {
    if (megabytes < 1 || megabytes > 500 || megapixels < 1 || megapixels > 130) {
      throw new ParameterException(
          spec.commandLine(),
          "--max-megabytes must be in 1..500 and --max-megapixels in 1..130, got %d and %d"
              .formatted(megabytes, megapixels));
    }
    return new ViewerLimits(
        megabytes * MILLION,
        (long) megapixels * MILLION,
        ViewerLimits.DEFAULT.waiting(),
        ViewerLimits.DEFAULT.kept());
  }

  private InetSocketAddress address() {
    if (port < 0 || port > 65535) {
      throw new ParameterException(spec.commandLine(), "--port must be in 0..65535, got " + port);
    }
    if (host.isBlank()) {
      throw new ParameterException(spec.commandLine(), "--host must not be empty");
    }
    InetSocketAddress address = new InetSocketAddress(host, port);
    if (address.isUnresolved()) {
      throw new PalpebraException("--host " + host + ": no such address; try 127.0.0.1");
    }
    return address;
  }

  private Viewer start(InetSocketAddress address, ViewerLimits limits, PhotoHeads heads) {
    try {
      return Viewer.start(address, limits, heads);
    } catch (IOException e) {
      throw new PalpebraException(
          "--host %s --port %d: cannot listen there (%s); choose another port, 0 for any free one"
              .formatted(host, port, Errors.reason(e)),
          e);
    }
  }

  private void announce(Viewer viewer, InetSocketAddress address) {
    PrintWriter console = spec.commandLine().getOut();
    console.printf("The viewer is at %s (Ctrl-C ends it)%n", viewer.address());
    if (!address.getAddress().isLoopbackAddress()) {
      console.printf("There are no passwords: whoever reaches %s can use it%n", host);
    }
    console.flush();
    options.writeJson(Map.of("url", viewer.address().toString()));
  }

  /** Returns when the program is told to end. */
  private static void awaitEnd(Viewer viewer) {
    CountDownLatch ended = new CountDownLatch(1);
    Runnable end =
        () -> {
          viewer.close();
          ended.countDown();
        };
    Runtime.getRuntime().addShutdownHook(new Thread(end, "viewer-end"));
    try {
      ended.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
