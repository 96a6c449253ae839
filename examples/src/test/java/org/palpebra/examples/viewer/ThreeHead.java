package org.palpebra.examples.viewer;

import com.sun.net.httpserver.HttpServer;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import javax.imageio.ImageIO;
import org.joml.Matrix4f;
import org.palpebra.FaceReconstruction;
import org.palpebra.export.PhotoView;

/** A GLB in three.js, drawn in Chromium by {@code three-head.html} and nothing of the viewer. */
final class ThreeHead implements AutoCloseable {
  private final HttpServer server;
  private final HeadlessChromium chromium;

  private ThreeHead(HttpServer server, HeadlessChromium chromium) {
    this.server = server;
    this.chromium = chromium;
  }

  /** Loads it; skips the running test without Chromium. */
  static ThreeHead load(byte[] glb) throws IOException {
    HeadlessChromium chromium = HeadlessChromium.start(800, 600);
    Map<String, Content> files = new HashMap<>(StaticFiles.three());
    files.put("/head.glb", Content.of("head.glb", glb));
    try (InputStream page = ThreeHead.class.getResourceAsStream("three-head.html")) {
      files.put("/", Content.of("three-head.html", page.readAllBytes()));
    }
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            Content file = files.get(exchange.getRequestURI().getPath());
            if (file == null) {
              exchange.sendResponseHeaders(404, -1);
            } else {
              Answers.send(exchange, 200, file);
            }
          }
        });
    server.start();
    ThreeHead head = new ThreeHead(server, chromium);
    chromium.driver().get("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    Object error = chromium.driver().executeAsyncScript("head.load().then(arguments[0])");
    if (error != null) {
      head.close();
      throw new IOException("three.js did not load the GLB: " + error);
    }
    return head;
  }

  /**
   * Draws over the photo with the reconstruction's camera.
   *
   * @param scale pixels per pixel of the photo
   * @param colours per node as CSS colours; nodes left out keep their texture
   * @param weights of morph targets; the others are as in the file
   */
  BufferedImage draw(
      PhotoView view,
      FaceReconstruction face,
      int scale,
      Map<String, String> colours,
      Map<String, Double> weights)
      throws IOException {
    String url =
        (String)
            chromium
                .driver()
                .executeScript(
                    "return head.draw(arguments[0])",
                    Map.of(
                        "width",
                        scale * view.photo().width(),
                        "height",
                        scale * view.photo().height(),
                        "view",
                        columns(face.camera().view(new Matrix4f())),
                        "projection",
                        columns(view.projection(100, 3000, new Matrix4f())),
                        "colours",
                        colours,
                        "weights",
                        weights));
    byte[] png = Base64.getDecoder().decode(url.substring(url.indexOf(',') + 1));
    return ImageIO.read(new ByteArrayInputStream(png));
  }

  private static float[] columns(Matrix4f matrix) {
    return matrix.get(new float[16]);
  }

  @Override
  public void close() throws IOException {
    chromium.close();
    server.stop(0);
  }
}
