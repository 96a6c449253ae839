package org.palpebra.training.synthetic;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.palpebra.geometry.HeadPose;
import org.palpebra.geometry.PerspectiveCamera;
import org.palpebra.model.CoefficientLayout;
import org.palpebra.model.Coefficients;
import org.palpebra.model.Landmarks;
import org.palpebra.testing.TinyFace;

class SyntheticFacesTest {
  private static final PerspectiveCamera CAMERA = new PerspectiveCamera(112, 640, 56, 56, 1000);
  private final SyntheticFaces faces = new SyntheticFaces(TinyFace.model(), 27, CAMERA, 96, 7);

  @Test
  void aSeedGivesOneFace() {
    SyntheticFace a = faces.render(3);
    SyntheticFace b = faces.render(3);
    assertArrayEquals(a.photo().rgb(), b.photo().rgb());
    assertArrayEquals(a.coefficients().values(), b.coefficients().values());
    assertFalse(Arrays.equals(a.photo().rgb(), faces.render(4).photo().rgb()));
  }

  @Test
  void landmarksAreThoseOfTheCoefficients() {
    SyntheticFace face = faces.render(11);
    Coefficients c = face.coefficients();
    float[] posed = HeadPose.of(c).apply(TinyFace.model().shape(c, null), null);
    float[] crop = Landmarks.project(TinyFace.model(), posed, CAMERA);
    assertArrayEquals(face.cropToPhoto().apply(crop), face.landmarks(), 1e-2f);
  }

  @Test
  void theFaceIsWhereItsLandmarksAre() {
    // a white face under even light on whatever is behind it
    CoefficientLayout layout = TinyFace.model().layout(27);
    float[] values = new float[layout.size()];
    for (int c = 0; c < 3; c++) {
      values[layout.lightingOffset() + 9 * c] = (float) DistantLight.ambient(1.3);
    }
    SyntheticFace face = faces.render(new Coefficients(layout, values), new Random(1));
    int x = (int) face.landmarks()[2 * 30];
    int y = (int) face.landmarks()[2 * 30 + 1];
    int at = 3 * (y * 96 + x);
    assertTrue((face.photo().rgb()[at] & 255) > 180, "red at the nose's tip");
    assertEquals(1, face.leftOpenness(), 1e-3);
  }

  @Test
  void drawsWithinTheRanges() {
    FaceSampler sampler = new FaceSampler(TinyFace.model(), 27);
    CoefficientLayout layout = TinyFace.model().layout(27);
    Random random = new Random(2);
    int winks = 0;
    int closed = 0;
    for (int i = 0; i < 400; i++) {
      Coefficients c = sampler.draw(random);
      float[] e = c.expression();
      for (float v : e) {
        assertTrue(v >= 0 && v <= 1, "expression " + v);
      }
      assertTrue(Math.abs(c.rotation()[0]) <= Math.toRadians(25) + 1e-6);
      assertTrue(Math.abs(c.rotation()[1]) <= Math.toRadians(45) + 1e-6);
      assertEquals(0, c.values()[layout.translationOffset() + 2]);
      winks += Math.abs(e[0] - e[1]) > 0.8 ? 1 : 0;
      closed += e[0] > 0.9 && e[1] > 0.9 ? 1 : 0;
    }
    assertTrue(winks > 30 && closed > 60, winks + " winks, " + closed + " closed");
  }
}
