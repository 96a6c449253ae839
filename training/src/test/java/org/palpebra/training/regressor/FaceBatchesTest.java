package org.palpebra.training.regressor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palpebra.geometry.HeadPose;
import org.palpebra.model.CoefficientLayout;
import org.palpebra.model.Coefficients;
import org.palpebra.model.Landmarks;
import org.palpebra.model.MorphableModel;
import org.palpebra.testing.TinyFace;
import org.palpebra.training.synthetic.SyntheticFace;
import org.palpebra.training.synthetic.SyntheticFaces;
import org.palpebra.training.train.BatchPosition;

class FaceBatchesTest {
  private static final int BATCH = 6;

  @TempDir Path folder;

  private final MorphableModel model = TinyFace.model();
  private final CoefficientLayout layout = model.layout(27);
  private final SyntheticFaces faces =
      new SyntheticFaces(model, 27, RegressorNetwork.CAMERA, 96, 7);

  private SyntheticStore store() {
    return SyntheticStore.open(folder.resolve("faces.bin"), faces, 8, 5, "test", 1);
  }

  @Test
  void storedFacesAreTheRenderedOnes() {
    try (SyntheticStore first = store();
        SyntheticStore again = store()) {
      for (int i = 0; i < 8; i++) {
        SyntheticFace stored = again.face(i);
        SyntheticFace rendered = faces.render(5 + i);
        assertArrayEquals(rendered.landmarks(), stored.landmarks());
        assertArrayEquals(rendered.coefficients().values(), stored.coefficients().values());
        assertEquals(rendered.leftOpenness(), stored.leftOpenness());
        assertArrayEquals(first.face(i).photo().rgb(), stored.photo().rgb());
      }
    }
  }

  @Test
  void targetsFollowTheCrop() {
    try (SyntheticStore store = store()) {
      FaceBatches batches =
          new FaceBatches(
              List.of(new FaceBatches.Share(store, BATCH)),
              RegressorNetwork.CAMERA,
              layout,
              Augmentation.defaults(),
              60,
              null);
      Map<String, float[]> batch = fill(batches, 3);
      float[] all = Objects.requireNonNull(batch.get("target_coefficients"));
      float[] landmarks = Objects.requireNonNull(batch.get("landmarks"));
      for (int b = 0; b < BATCH; b++) {
        float[] values = new float[layout.size()];
        System.arraycopy(all, b * values.length, values, 0, values.length);
        Coefficients c = new Coefficients(layout, values);
        float[] posed = HeadPose.of(c).apply(model.shape(c, null), null);
        float[] projected = Landmarks.project(model, posed, RegressorNetwork.CAMERA);
        for (int i = 0; i < 136; i++) {
          // a shifted crop neglects parallax: up to 13 px · 60 mm / 1000 mm, and as much for size
          assertEquals(projected[i], landmarks[b * 136 + i], 2.5, "landmark " + i / 2);
        }
      }
      for (float v : Objects.requireNonNull(batch.get(RegressorNetwork.INPUT))) {
        assertTrue(v >= 0 && v <= 1);
      }
      assertArrayEquals(
          batch.get(RegressorNetwork.INPUT), fill(batches, 3).get(RegressorNetwork.INPUT));
    }
  }

  private static Map<String, float[]> fill(FaceBatches batches, int index) {
    Map<String, FloatBuffer> buffers = new LinkedHashMap<>();
    batches
        .shapes(BATCH)
        .forEach((name, shape) -> buffers.put(name, FloatBuffer.allocate(shape.size())));
    batches.fill(new BatchPosition(1, 0, index, BATCH), buffers);
    Map<String, float[]> arrays = new LinkedHashMap<>();
    buffers.forEach(
        (name, buffer) -> {
          assertEquals(0, buffer.remaining(), name);
          arrays.put(name, buffer.array());
        });
    return arrays;
  }

  @Test
  void effectsStayInRange() {
    PhotoEffects effects = new PhotoEffects(24);
    for (int seed = 0; seed < 60; seed++) {
      Random random = new Random(seed);
      float[] crop = new float[3 * 24 * 24];
      for (int i = 0; i < crop.length; i++) {
        crop[i] = random.nextFloat();
      }
      effects.apply(crop, random);
      for (float v : crop) {
        assertTrue(v >= 0 && v <= 1, "value " + v + " of seed " + seed);
      }
    }
  }
}
