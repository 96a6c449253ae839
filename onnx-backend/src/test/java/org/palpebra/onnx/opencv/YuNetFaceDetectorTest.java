package org.palpebra.onnx.opencv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palpebra.FaceImage;
import org.palpebra.PalpebraException;
import org.palpebra.spi.DetectedFace;
import org.palpebra.testing.SharedData;

class YuNetFaceDetectorTest {
  @TempDir Path temp;

  @Test
  void findsTheFivePointsOfPublishedPhotos() throws IOException {
    Path network = SharedData.require("models/onnx/face_detection_yunet_2026may.onnx");
    Path photos = SharedData.require("data/photos");
    ImageReader reader = new ImageReader();
    try (YuNetFaceDetector detector = YuNetFaceDetector.open(network)) {
      for (String name : new String[] {"000002", "000033", "015270"}) {
        List<DetectedFace> faces = detector.detect(reader.read(photos.resolve(name + ".jpg")));
        assertEquals(1, faces.size(), name);
        float[] points = faces.get(0).points();
        double[] expected =
            Files.readAllLines(photos.resolve(name + ".5pt.txt")).stream()
                .flatMap(line -> List.of(line.strip().split("\\s+", -1)).stream())
                .mapToDouble(Double::parseDouble)
                .toArray();
        double eyes = Math.hypot(expected[2] - expected[0], expected[3] - expected[1]);
        for (int i = 0; i < 10; i++) {
          assertEquals(expected[i], points[i], 0.15 * eyes, name + " coordinate " + i);
        }
        assertEquals(points[4], faces.get(0).box().centerX(), 0.01);
      }
      byte[] grey = new byte[3 * 100 * 80];
      assertEquals(List.of(), detector.detect(new FaceImage(100, 80, grey)));
      assertTrue(detector.info().provider().startsWith("opencv-"), detector.info().provider());
      assertEquals(64, detector.info().sha256().length());
    }
  }

  @Test
  void refusesOtherFiles() throws IOException {
    Path rubbish = Files.writeString(temp.resolve("rubbish.onnx"), "no network");
    PalpebraException e =
        assertThrows(PalpebraException.class, () -> YuNetFaceDetector.open(rubbish));
    assertTrue(e.getMessage().contains("is not an ONNX network"), e.getMessage());
    assertEquals(1, e.getMessage().lines().count());
    Path missing = temp.resolve("missing.onnx");
    PalpebraException none =
        assertThrows(PalpebraException.class, () -> YuNetFaceDetector.open(missing));
    assertTrue(none.getMessage().toLowerCase(Locale.ROOT).contains("cannot be read"));
  }
}
