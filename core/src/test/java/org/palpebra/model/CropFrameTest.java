package org.palpebra.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.api.Test;
import org.palpebra.testing.TinyFace;

class CropFrameTest {
  @Test
  void putsTheOriginBehindTheEyesAtTheNosesHeight() {
    MorphableModel model = CropFrame.of(TinyFace.model().moved(12, -34, 56));
    int[] landmarks = model.landmarks().vertices();
    float[] shape = model.meanShape();
    assertEquals(0, shape[3 * landmarks[30] + 1], 1e-3);
    assertEquals(0, shape[3 * landmarks[36]] + shape[3 * landmarks[45]], 1e-3);
    assertEquals(20, shape[3 * landmarks[36] + 2] + shape[3 * landmarks[45] + 2], 1e-3);
    assertSame(model, CropFrame.of(model));
  }

  @Test
  void eyeballsGoAlong() {
    MorphableModel model = TinyFace.model();
    MorphableModel moved = model.moved(1, 2, 3);
    float[] before = model.leftLid().eyeballCenter();
    float[] expected = before.clone();
    for (int i = 0; i < expected.length; i++) {
      expected[i] += i + 1;
    }
    assertArrayEquals(expected, moved.leftLid().eyeballCenter(), 1e-5f);
    assertEquals(model.meanShape()[4] + 2, moved.meanShape()[4], 1e-5);
    assertSame(model.identity(), moved.identity());
  }
}
