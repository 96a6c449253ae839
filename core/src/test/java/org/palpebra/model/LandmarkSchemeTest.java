package org.palpebra.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;

class LandmarkSchemeTest {
  @Test
  void mirroringTwiceChangesNothing() {
    float[] landmarks = new float[136];
    Random random = new Random(1);
    for (int i = 0; i < landmarks.length; i++) {
      landmarks[i] = 100 * random.nextFloat();
    }
    float[] mirrored = LandmarkScheme.mirrored(landmarks, 100);
    assertEquals(100 - landmarks[2 * 36], mirrored[2 * 45], 1e-4);
    assertEquals(100 - landmarks[2 * 48], mirrored[2 * 54], 1e-4);
    assertArrayEquals(landmarks, LandmarkScheme.mirrored(mirrored, 100), 1e-4f);
  }
}
