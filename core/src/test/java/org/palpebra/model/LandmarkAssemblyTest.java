package org.palpebra.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.palpebra.geometry.HeadPose;
import org.palpebra.geometry.PerspectiveCamera;
import org.palpebra.testing.RandomFace;
import org.palpebra.testing.TinyFace;

class LandmarkAssemblyTest {
  private static final PerspectiveCamera CAMERA = PerspectiveCamera.DEEP3D;

  @Test
  void landmarksAreThoseOfTheWholeMeshToTheBit() {
    for (int seed = 0; seed < 40; seed++) {
      Random random = new Random(seed);
      int vertices = 30 + random.nextInt(3000);
      assertSame(
          RandomFace.model(random, vertices, 1 + seed % 13, 1 + seed % 9, 2),
          random,
          "seed " + seed);
    }
    assertSame(TinyFace.sliding(), new Random(1), "sliding");
  }

  private static void assertSame(MorphableModel model, Random random, String message) {
    LandmarkAssembly assembly = new LandmarkAssembly(model);
    for (int face = 0; face < 3; face++) {
      CoefficientLayout layout = model.layout(9);
      Coefficients c = new Coefficients(layout, RandomFace.floats(random, layout.size(), 0.5f));
      float[] posed = HeadPose.of(c).apply(model.shape(c, null), null);
      assertArrayEquals(
          Landmarks.project(model, posed, CAMERA), assembly.project(c, CAMERA), message);
    }
  }

  @Test
  void refusesCoefficientsOfAnotherModel() {
    MorphableModel model = TinyFace.model();
    CoefficientLayout other = new CoefficientLayout(1, 2, 3, 9);
    Coefficients c = new Coefficients(other, new float[other.size()]);
    assertThrows(
        IllegalArgumentException.class, () -> new LandmarkAssembly(model).project(c, CAMERA));
  }
}
