package org.palpebra.geometry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.palpebra.model.io.Deep3dMatReader;
import org.palpebra.testing.SharedData;

/**
 * The five-point alignment against figures of Deep3DFaceRecon's own code, whose y runs up from the
 * centre of the photo's last row.
 */
class AlignmentGoldenTest {
  private JsonNode golden;
  private FacePointAlignment alignment;

  @BeforeEach
  void load() {
    golden = SharedData.requireJson("golden/alignment.json");
    alignment = new FacePointAlignment(standard());
  }

  private float[] standard() {
    float[] points = SharedData.floats(golden.get("standard_3d"));
    for (int i = 0; i < points.length; i++) {
      points[i] *= 100;
    }
    return points;
  }

  @Test
  void scaleAndTranslation() {
    assertTrue(golden.get("photos").size() > 0, "no photos in the golden file");
    for (Map.Entry<String, JsonNode> photo : golden.get("photos").properties()) {
      double[] expected = doubles(photo.getValue().get("trans_params"));
      Similarity toCrop = alignment.align(SharedData.floats(photo.getValue().get("points")));
      Similarity toPhoto = toCrop.inverse();
      double x = toPhoto.applyX(112, 112);
      double y = toPhoto.applyY(112, 112);
      String name = photo.getKey();
      assertEquals(0, toCrop.angle(), name);
      assertEquals(expected[2], toCrop.scale(), 1e-3 * expected[2], name);
      assertEquals(expected[3], x, 1e-3 * expected[3], name);
      assertEquals(expected[4], expected[1] - 1 - y, 1e-3 * expected[4], name);
    }
  }

  @Test
  void alignedPoints() {
    for (Map.Entry<String, JsonNode> photo : golden.get("photos").properties()) {
      double[] trans = doubles(photo.getValue().get("trans_params"));
      float[] expected = SharedData.floats(photo.getValue().get("aligned_points"));
      float[] points = SharedData.floats(photo.getValue().get("points"));
      Similarity toCrop = alignment.align(points);
      float[] actual = toCrop.apply(points);
      // The reference crops from a photo resized to whole pixels and keeps half of what was cut
      // off.
      double shiftX = fraction(trans[0] * trans[2]) / 2;
      double shiftY = fraction(trans[1] * trans[2]) / 2;
      for (int i = 0; i < points.length; i += 2) {
        assertEquals(expected[i], actual[i] + shiftX, 0.02, photo.getKey());
        assertEquals(expected[i + 1], 224 - actual[i + 1] + shiftY, 0.02, photo.getKey());
      }
    }
  }

  @Test
  void standardPointsComeFromTheReferenceFile() {
    float[] landmarks =
        Deep3dMatReader.readStandardLandmarks(
            SharedData.require("models/deep3d-bfm-info/similarity_Lm3D_all.mat"));
    float[] expected = standard();
    float[] actual = FacePointAlignment.fromLandmarks(landmarks);
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], actual[i], 1e-3);
    }
  }

  private static double fraction(double value) {
    return value - Math.floor(value);
  }

  private static double[] doubles(JsonNode node) {
    double[] values = new double[node.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = node.get(i).doubleValue();
    }
    return values;
  }
}
