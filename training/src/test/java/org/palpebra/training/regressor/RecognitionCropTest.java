package org.palpebra.training.regressor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.palpebra.geometry.Similarity;
import org.palpebra.model.Landmarks;
import org.palpebra.testing.TinyFace;
import org.palpebra.training.graph.Graph;
import org.palpebra.training.graph.GraphSession;
import org.palpebra.training.graph.Images;
import org.palpebra.training.graph.Shape;
import org.palpebra.training.graph.Tensor;

/** What a recognition network sees of a crop in which the face is moved, turned and scaled. */
class RecognitionCropTest {
  private static final int SIZE = 80;
  private static final int CROP = RegressorNetwork.CAMERA.size();

  private final Similarity moved = new Similarity(0.9, 0.25, 2, -14);
  private final float[] landmarks =
      Landmarks.project(TinyFace.model(), TinyFace.model().meanShape(), RegressorNetwork.CAMERA);

  /** Pictures whose values are the pixels' coordinates in the crop. */
  private float[] places() {
    Graph graph = new Graph();
    Tensor map = graph.input("map", 1, 2, 3);
    Tensor crop = graph.input("crop", 1, 2, CROP, CROP);
    graph.output(
        "seen",
        Images.sample(
            crop, Images.affineGrid(map, SIZE, SIZE, false), false, Images.Outside.BORDER));
    float[] coordinates = new float[2 * CROP * CROP];
    for (int p = 0; p < CROP * CROP; p++) {
      coordinates[p] = p % CROP + 0.5f;
      coordinates[CROP * CROP + p] = p / CROP + 0.5f;
    }
    RecognitionCrop cut = new RecognitionCrop(TinyFace.model(), RegressorNetwork.CAMERA, SIZE);
    try (GraphSession session = GraphSession.of(graph, 1)) {
      return session
          .runArrays(
              Map.of("map", cut.map(moved), "crop", coordinates),
              Map.of("map", Shape.of(1, 2, 3), "crop", Shape.of(1, 2, CROP, CROP)))
          .get("seen");
    }
  }

  private float[] centre(int first, int count) {
    float[] centre = new float[2];
    for (int i = first; i < first + count; i++) {
      centre[0] += landmarks[2 * i] / count;
      centre[1] += landmarks[2 * i + 1] / count;
    }
    return moved.apply(centre);
  }

  /** A similarity cannot bring five points of any face onto ArcFace's; the tiny face is near. */
  @Test
  void eyesNoseAndMouthAreWhereArcFaceHasThem() {
    float[] seen = places();
    float[][] expected = {
      centre(36, 6), centre(42, 6), centre(30, 1), centre(48, 1), centre(54, 1)
    };
    double[][] template = {
      {38.2946, 51.6963},
      {73.5318, 51.5014},
      {56.0252, 71.7366},
      {41.5493, 92.3655},
      {70.7299, 92.2041}
    };
    for (int i = 0; i < template.length; i++) {
      int x = (int) (template[i][0] * SIZE / 112);
      int y = (int) (template[i][1] * SIZE / 112);
      assertEquals(expected[i][0], seen[y * SIZE + x], 5, "x of point " + i);
      assertEquals(expected[i][1], seen[SIZE * SIZE + y * SIZE + x], 5, "y of point " + i);
    }
  }
}
