package org.palpebra.examples.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.illposed.osc.OSCMessage;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palpebra.FaceImage;
import org.palpebra.examples.live.VmcReceiver;
import org.palpebra.geometry.HeadPose;
import org.palpebra.geometry.PerspectiveCamera;
import org.palpebra.model.MorphableModel;
import org.palpebra.onnx.Bundle;
import org.palpebra.onnx.opencv.FrameSource;
import org.palpebra.training.synthetic.SyntheticClip;
import org.palpebra.training.synthetic.WinkFaces;

class TrackCommandTest {
  private static final int SIDE = 240;
  private static final String FRAMES = "oooooccoooo__";

  @TempDir private Path folder;
  private final StringWriter console = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... args) {
    return Palpebra.run(new PrintWriter(console, true), new PrintWriter(err, true), args);
  }

  /** One image per letter: o open, c closed, _ nobody. */
  private Path clip() throws IOException {
    MorphableModel model;
    PerspectiveCamera camera;
    try (Bundle bundle = Bundle.open(Bundle.EMBEDDED)) {
      model = bundle.faceModel();
      camera = bundle.manifest().regressor().camera();
    }
    SyntheticClip clip = new SyntheticClip(model, camera, SIDE, WinkFaces.UNSEEN + 1);
    HeadPose pose = new HeadPose(0.05f, -0.1f, 0, 0, 0, 0);
    BufferedImage open = clip.frame(1, 1, pose).photo().toBufferedImage();
    BufferedImage closed = clip.frame(0, 0, pose).photo().toBufferedImage();
    BufferedImage nobody = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
    Path frames = Files.createDirectories(folder.resolve("clip"));
    for (int i = 0; i < FRAMES.length(); i++) {
      BufferedImage image =
          switch (FRAMES.charAt(i)) {
            case 'o' -> open;
            case 'c' -> closed;
            default -> nobody;
          };
      ImageIO.write(image, "png", frames.resolve("frame-" + i + ".png").toFile());
    }
    return frames;
  }

  @Test
  void writesEverythingAndSendsIt() throws Exception {
    Path out = folder.resolve("out");
    Path json = folder.resolve("summary.json");
    List<OSCMessage> sent;
    try (VmcReceiver receiver = new VmcReceiver()) {
      int code =
          run(
              "track",
              clip().toString(),
              "--out",
              out.toString(),
              "--overlay",
              "--vmc",
              receiver.address(),
              "--json",
              json.toString(),
              "--device",
              "cpu");
      assertEquals(0, code, err.toString());
      sent = receiver.messages();
    }
    assertCsv(Files.readAllLines(out.resolve("clip.csv")));
    assertLines(Files.readAllLines(out.resolve("clip-frames.jsonl")));
    assertSummary(new ObjectMapper().readTree(json.toFile()));
    assertBlinkSent(sent);
    byte[] glb = Files.readAllBytes(out.resolve("clip.glb"));
    String head = new String(glb, 0, Math.min(glb.length, 2_000_000), StandardCharsets.ISO_8859_1);
    assertTrue(head.startsWith("glTF") && head.contains("\"animations\""), "an animated GLB");
    assertTrue(glb.length < 5_000_000, glb.length + " bytes");
    assertOverlay(out.resolve("clip-overlay.avi"));
    assertTrue(console.toString().contains("face in 11 of 13 frames"), console.toString());
    assertTrue(console.toString().contains("regress "), console.toString());
  }

  private static void assertCsv(List<String> rows) {
    assertEquals(1 + FRAMES.length(), rows.size());
    int blink = List.of(rows.get(0).split(",")).indexOf("EyeBlinkLeft");
    for (int i = 0; i < FRAMES.length(); i++) {
      String[] row = rows.get(i + 1).split(",");
      assertEquals("00:00:00:%02d.000".formatted(i), row[0]);
      if (FRAMES.charAt(i) == '_') {
        assertEquals(2, row.length, rows.get(i + 1));
        assertEquals("0", row[1]);
      } else {
        assertEquals(2 + 61, row.length);
        double weight = Double.parseDouble(row[blink]);
        assertEquals(FRAMES.charAt(i) == 'c', weight > 0.5, "frame " + i + ": " + weight);
      }
    }
  }

  private static void assertLines(List<String> lines) throws IOException {
    assertEquals(FRAMES.length(), lines.size());
    for (int i = 0; i < lines.size(); i++) {
      JsonNode line = new ObjectMapper().readTree(lines.get(i));
      assertEquals(i / 30.0, line.get("seconds").asDouble(), 1e-9);
      JsonNode face = line.get("face");
      if (FRAMES.charAt(i) == '_') {
        assertTrue(face.isNull(), lines.get(i));
      } else {
        assertEquals(68, face.get("landmarks").size());
        double openness = face.get("eyes").get("left").get("openness").asDouble();
        assertEquals(FRAMES.charAt(i) == 'o', openness > 0.5, "frame " + i + ": " + openness);
      }
    }
  }

  private static void assertSummary(JsonNode json) {
    assertEquals(13, json.get("frames").asInt());
    assertEquals(11, json.get("framesWithFace").asInt());
    assertEquals(1, json.get("detections").asInt());
    assertEquals(1, json.get("persons").size());
    assertEquals(11 / 30.0, json.get("withoutFace").get(0).get("from").asDouble(), 1e-9);
    for (String stage : List.of("decode", "detect", "crop", "regress", "eyes", "filter", "send")) {
      assertTrue(json.get("stages").get(stage).get("p95").asDouble() >= 0, stage);
    }
  }

  private static void assertBlinkSent(List<OSCMessage> sent) {
    List<Boolean> closed = new ArrayList<>();
    for (OSCMessage message : sent) {
      if (message.getAddress().equals("/VMC/Ext/Blend/Val")
          && message.getArguments().get(0).equals("EyeBlinkRight")) {
        closed.add((Float) message.getArguments().get(1) > 0.5f);
      }
    }
    assertEquals(FRAMES.replace("_", "").chars().mapToObj(c -> c == 'c').toList(), closed);
  }

  private static void assertOverlay(Path file) {
    try (FrameSource video = FrameSource.open(file.toString(), OptionalDouble.empty())) {
      Optional<org.palpebra.onnx.opencv.VideoFrame> first = video.next();
      FaceImage image = first.orElseThrow().image();
      assertEquals(SIDE, image.width());
      assertEquals(FRAMES.length(), video.frames().orElseThrow());
    }
  }

  @Test
  void aClipWithoutAFaceFails() throws IOException {
    Path frames = Files.createDirectories(folder.resolve("empty"));
    BufferedImage nobody = new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB);
    ImageIO.write(nobody, "png", frames.resolve("1.png").toFile());
    Path out = folder.resolve("out");
    assertEquals(1, run("track", frames.toString(), "--out", out.toString(), "--device", "cpu"));
    assertTrue(err.toString().endsWith("no face found in any frame\n"), err.toString());
    assertEquals(2, Files.readAllLines(out.resolve("empty.csv")).size());
    assertFalse(Files.exists(out.resolve("empty.glb")));
  }

  @Test
  void wrongUsageIsCode2AndAMissingSourceCode1() {
    assertEquals(2, run("track", "clip"));
    assertEquals(2, run("track", "clip", "--vmc", "localhost:39539", "--overlay"));
    assertEquals(2, run("track", "clip", "--json", "x.json", "--seconds", "0"));
    assertEquals(2, run("track", "clip", "--vmc", "localhost"));
    assertEquals(2, run("track", "0", "--json", "x.json", "--fps", "30"));
    assertEquals(1, run("track", folder.resolve("none.avi").toString(), "--json", "x.json"));
    assertTrue(err.toString().lines().allMatch(l -> l.startsWith("palpebra: ")), err.toString());
    assertEquals(6, err.toString().lines().count(), err.toString());
  }
}
