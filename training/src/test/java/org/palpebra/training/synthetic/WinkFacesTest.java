package org.palpebra.training.synthetic;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.palpebra.geometry.HeadPose;
import org.palpebra.geometry.PerspectiveCamera;
import org.palpebra.model.MorphableModel;
import org.palpebra.model.io.SafetensorsReader;
import org.palpebra.testing.TinyFace;

class WinkFacesTest {
  private static final Path ROOT = Path.of(System.getProperty("palpebra.root", ".."));
  private static final PerspectiveCamera CAMERA = new PerspectiveCamera(112, 640, 56, 56, 1000);
  private final WinkFaces faces = new WinkFaces(TinyFace.model(), CAMERA, 32, 5);

  @Test
  void everyCombinationAtEveryYawOnce() {
    Path file =
        ROOT.resolve(
            "onnx-backend/src/main/resources/org/palpebra/onnx/embedded/face-model.safetensors");
    WinkFaces embedded = new WinkFaces(new SafetensorsReader().read(file), CAMERA, 32, 5);
    Set<List<Integer>> seen = new HashSet<>();
    for (int i = 0; i < 175; i++) {
      SyntheticFace face = embedded.render(i);
      double yaw = Math.toDegrees(face.coefficients().rotation()[1]);
      assertEquals(WinkFaces.yawDegrees(i), yaw, 1e-4);
      seen.add(List.of(quarters(face.leftOpenness()), quarters(face.rightOpenness()), (int) yaw));
    }
    assertEquals(175, seen.size());
  }

  private static int quarters(float openness) {
    int quarters = Math.round(4 * openness);
    // a lid that gaze has bent does not meet the other one everywhere
    assertEquals(quarters / 4f, openness, quarters == 0 ? 0.1 : 0.01);
    return quarters;
  }

  @Test
  void yawTakesTheLeftEyeAway() {
    MorphableModel model = TinyFace.model();
    for (int i = 0; i < 7; i++) {
      var c = faces.render(i).coefficients();
      float[] posed = HeadPose.of(c).apply(model.shape(c, null), null);
      float left = posed[3 * model.landmarks().vertices()[45] + 2];
      float right = posed[3 * model.landmarks().vertices()[36] + 2];
      if (WinkFaces.yawDegrees(i) != 0) {
        assertEquals(WinkFaces.yawDegrees(i) > 0, left < right, "smaller z is farther away");
      }
    }
  }

  @Test
  void aSeedGivesOneFace() {
    assertArrayEquals(
        faces.render(3).photo().rgb(),
        new WinkFaces(TinyFace.model(), CAMERA, 32, 5).render(3).photo().rgb());
    assertFalse(
        Arrays.equals(
            faces.render(3).coefficients().identity(),
            faces.render(178).coefficients().identity()));
  }

  @Test
  void noTrainingDrawsTheseFaces() throws IOException {
    int checked = 0;
    try (Stream<Path> files = Files.list(ROOT.resolve("training/configs"))) {
      for (Path file : files.toList()) {
        JsonNode synthetic = new ObjectMapper().readTree(file.toFile()).path("synthetic");
        if (synthetic.isObject()) {
          long end = synthetic.get("seed").asLong() + synthetic.get("count").asLong();
          assertTrue(synthetic.get("seed").asLong() >= 0 && end <= WinkFaces.UNSEEN, file + "");
          checked++;
        }
      }
    }
    assertTrue(checked > 0);
  }
}
