package org.palpebra.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palpebra.examples.viewer.ViewerProcess;

/** The runnable jar has everything in it that its commands need, after much was left out of it. */
class PalpebraJarIT {
  private static final String JAR = System.getProperty("palpebra.jar", "target/palpebra.jar");

  @TempDir private Path folder;

  private static void succeeds(String... arguments) throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of("-jar", JAR));
    all.addAll(List.of(arguments));
    JavaProcess process = JavaProcess.run(all.toArray(String[]::new));
    assertEquals(
        0, process.exitCode(), () -> String.join(" ", arguments) + "\n" + process.output());
  }

  private String path(String name) {
    return folder.resolve(name).toString();
  }

  @Test
  void reconstructsWhatItSynthesised() throws Exception {
    succeeds("synthesise", "--size", "320", "--out", path("photos"));
    succeeds("reconstruct", path("photos/face-1.png"), "--out", path("out"));
    for (String file : List.of("face-1.glb", "face-1-overlay.png", "face-1.json")) {
      assertTrue(Files.size(folder.resolve("out").resolve(file)) > 0, file);
    }
  }

  @Test
  void servesThePageWithThreeJs() throws Exception {
    HttpClient client = HttpClient.newHttpClient();
    try (ViewerProcess viewer = ViewerProcess.start("-jar", JAR)) {
      for (String path :
          List.of(
              "/",
              "/viewer.js",
              "/three/build/three.module.min.js",
              "/three/build/three.core.min.js",
              "/three/examples/jsm/loaders/GLTFLoader.js",
              "/three/examples/jsm/utils/BufferGeometryUtils.js",
              "/three/examples/jsm/controls/OrbitControls.js")) {
        HttpRequest request = HttpRequest.newBuilder(viewer.address().resolve(path)).build();
        assertEquals(200, client.send(request, BodyHandlers.discarding()).statusCode(), path);
      }
    }
  }

  @Test
  void trains() throws Exception {
    TinyTraining training = new TinyTraining(folder);
    succeeds("train", "eyes", training.eyes("eyes-synthetic.json", training.faces(24)).toString());
    assertTrue(Files.size(folder.resolve("eye-state.onnx")) > 100_000);
  }
}
