package org.palpebra.training.facemodel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.palpebra.model.LinearBasis;
import org.palpebra.model.MorphableModel;

class EmbeddedFaceModelTest {
  private static final MorphableModel MODEL = EmbeddedModel.MODEL;

  private static double[] landmark(int i) {
    return EmbeddedModel.mean(MODEL.landmarks().vertices()[i]);
  }

  @Test
  void hasThePromisedSize() {
    assertTrue(MODEL.vertexCount() >= 6000 && MODEL.vertexCount() <= 12_000);
    assertEquals(2 * MODEL.vertexCount(), MODEL.topology().uv().length);
    assertTrue(MODEL.identity().columns() >= 30);
    assertTrue(MODEL.albedo().columns() >= 12);
    assertTrue(MODEL.expression().columns() >= 40);
  }

  @Test
  void comesFromAtMostThreeHundredControlPoints() {
    ControlPoints points = ControlPoints.embedded();
    assertTrue(points.count() <= 300);
    assertEquals(points.count(), new HashSet<>(points.names()).size());
  }

  @Test
  void carriesArkitsEyeBrowJawAndSmileShapes() {
    List<String> names = MODEL.expression().names();
    for (String side : List.of("Left", "Right")) {
      for (String stem :
          List.of(
              "eyeBlink",
              "eyeLookDown",
              "eyeLookIn",
              "eyeLookOut",
              "eyeLookUp",
              "eyeSquint",
              "eyeWide",
              "browDown",
              "browOuterUp",
              "mouthSmile",
              "cheekSquint",
              "noseSneer")) {
        assertTrue(names.contains(stem + side), stem + side);
      }
    }
    assertTrue(
        names.containsAll(
            List.of("browInnerUp", "jawForward", "jawLeft", "jawRight", "jawOpen", "cheekPuff")));
  }

  @Test
  void trianglesAgreeInOrientationAndNoneIsDegenerate() {
    int[] t = MODEL.topology().triangles();
    Set<Long> edges = new HashSet<>();
    for (int i = 0; i < t.length; i += 3) {
      for (int k = 0; k < 3; k++) {
        long edge = (long) t[i + k] * MODEL.vertexCount() + t[i + (k + 1) % 3];
        assertTrue(edges.add(edge), "edge used twice in one direction at triangle " + i / 3);
      }
      double[] a = EmbeddedModel.mean(t[i]);
      double[] n =
          Vec.cross(
              Vec.sub(EmbeddedModel.mean(t[i + 1]), a), Vec.sub(EmbeddedModel.mean(t[i + 2]), a));
      assertTrue(Vec.norm(n) > 1e-5, "degenerate triangle " + i / 3);
    }
  }

  /** Outside is where the triangles face: seen on eyeballs, tip of the nose, cheeks. */
  @Test
  void trianglesFaceOutwards() {
    int[] t = MODEL.topology().triangles();
    double facing = 0;
    double away = 0;
    for (int i = 0; i < t.length; i += 3) {
      double[] a = EmbeddedModel.mean(t[i]);
      double[] n =
          Vec.cross(
              Vec.sub(EmbeddedModel.mean(t[i + 1]), a), Vec.sub(EmbeddedModel.mean(t[i + 2]), a));
      boolean front = a[2] > -10 && Math.abs(a[0]) < 60 && a[1] > -60 && a[1] < 70;
      if (front && n[2] > 0) {
        facing += n[2];
      } else if (front) {
        away -= n[2];
      }
    }
    assertTrue(facing > 8 * away, facing + " against " + away);
  }

  /** Two candidates of the jaw line lie on the lower lip, between its vertices. */
  @Test
  void everyVertexIsUsed() {
    Set<Integer> used = new HashSet<>();
    for (int v : MODEL.topology().triangles()) {
      used.add(v);
    }
    assertTrue(used.size() >= MODEL.vertexCount() - 2);
    for (int[] row : MODEL.landmarks().contours()) {
      for (int v : row) {
        used.add(v);
      }
    }
    assertEquals(MODEL.vertexCount(), used.size());
  }

  @Test
  void meanIsSymmetric() {
    Map<String, Integer> places = new HashMap<>();
    for (int v = 0; v < MODEL.vertexCount(); v++) {
      double[] p = EmbeddedModel.mean(v);
      places.put(key(p[0], p), v);
    }
    int unmatched = 0;
    for (int v = 0; v < MODEL.vertexCount(); v++) {
      double[] p = EmbeddedModel.mean(v);
      unmatched += places.containsKey(key(-p[0], p)) ? 0 : 1;
    }
    assertEquals(0, unmatched);
  }

  private static String key(double x, double[] p) {
    return Math.round(1e4 * x) + " " + Math.round(1e4 * p[1]) + " " + Math.round(1e4 * p[2]);
  }

  @Test
  void originLiesOnTheMidlineAtTheTipOfTheNose() {
    assertEquals(0, landmark(30)[0], 1e-6);
    assertEquals(0, landmark(30)[1], 1e-4);
    assertEquals(10, landmark(36)[2], 1e-4);
    assertEquals(10, landmark(45)[2], 1e-4);
  }

  @Test
  void landmarksStandInIbugOrder() {
    for (int i = 1; i < 15; i++) {
      assertTrue(landmark(i)[0] < landmark(i + 1)[0], "jaw line goes to the subject's left");
    }
    for (int[] row : new int[][] {{17, 26}, {31, 35}, {36, 39}, {42, 45}, {48, 54}}) {
      for (int i = row[0]; i < row[1]; i++) {
        assertTrue(landmark(i)[0] < landmark(i + 1)[0], "landmark " + i);
      }
    }
    for (int i = 27; i < 30; i++) {
      assertTrue(landmark(i)[1] > landmark(i + 1)[1]);
    }
    for (int[] pair : new int[][] {{37, 41}, {38, 40}, {43, 47}, {44, 46}, {51, 62}, {66, 57}}) {
      assertTrue(landmark(pair[0])[1] > landmark(pair[1])[1] + 2, "pair " + pair[0]);
    }
    assertTrue(landmark(61)[1] >= landmark(67)[1], "the lips do not overlap");
  }

  @Test
  void jawLineSlidesFromTheEarForwards() {
    for (int i = 0; i < 17; i++) {
      int[] row = MODEL.landmarks().contours()[i];
      assertEquals(MODEL.landmarks().vertices()[i], row[0]);
      assertTrue(row.length >= 6, "candidates of landmark " + i);
      double back = EmbeddedModel.mean(row[0])[2];
      double front = EmbeddedModel.mean(row[row.length - 1])[2];
      assertTrue(front > back + 8, "landmark " + i);
    }
  }

  @Test
  void texturePlacesAreDistinctAndInside() {
    float[] uv = MODEL.topology().uv();
    Set<Long> seen = new HashSet<>();
    for (int v = 0; v < MODEL.vertexCount(); v++) {
      assertTrue(uv[2 * v] >= 0 && uv[2 * v] <= 1 && uv[2 * v + 1] >= 0 && uv[2 * v + 1] <= 1);
      seen.add(Math.round(1e6 * uv[2 * v]) * 2_000_000L + Math.round(1e6 * uv[2 * v + 1]));
    }
    assertEquals(MODEL.vertexCount(), seen.size());
  }

  @Test
  void columnsAreScaledToOneSigma() {
    for (LinearBasis basis : List.of(MODEL.identity(), MODEL.albedo())) {
      for (float s : basis.standardDeviations()) {
        assertEquals(1, s);
      }
    }
  }

  @Test
  void meanColoursAreReflectances() {
    for (float a : MODEL.meanAlbedo()) {
      assertTrue(a >= 0 && a <= 1);
    }
  }

  /** Melanin spans light to very dark skin within ±2.3 σ; the cheek is looked at. */
  @Test
  void melaninSpansPublishedSkinTones() {
    int cheek = nearest(new double[] {45, -10, 5});
    int melanin = MODEL.albedo().indexOf("melanin");
    float[] mode = MODEL.albedo().data();
    int rows = MODEL.albedo().rows();
    float red = MODEL.meanAlbedo()[3 * cheek];
    float perSigma = mode[melanin * rows + 3 * cheek];
    assertTrue(red - 1.2 * perSigma > 0.9, "light");
    assertTrue(red + 2.3 * perSigma < 0.35, "dark");
  }

  private static int nearest(double[] p) {
    int best = 0;
    for (int v = 0; v < MODEL.vertexCount(); v++) {
      if (Vec.distance(EmbeddedModel.mean(v), p) < Vec.distance(EmbeddedModel.mean(best), p)) {
        best = v;
      }
    }
    return best;
  }

  @Test
  void jawOpenMovesTheChinDownAndLeavesTheNose() {
    int jaw = MODEL.expression().indexOf("jawOpen");
    int chin = MODEL.landmarks().contours()[8][5];
    int tip = MODEL.landmarks().vertices()[30];
    double drop = EmbeddedModel.mean(chin)[1] - EmbeddedModel.vertex(chin, jaw, 1)[1];
    assertTrue(drop > 15, "chin goes down by " + drop);
    assertTrue(Vec.distance(EmbeddedModel.mean(tip), EmbeddedModel.vertex(tip, jaw, 1)) < 1);
  }

  @Test
  void smilePullsItsOwnCornerUpAndOut() {
    int smile = MODEL.expression().indexOf("mouthSmileLeft");
    int left = MODEL.landmarks().vertices()[54];
    int right = MODEL.landmarks().vertices()[48];
    double[] moved = Vec.sub(EmbeddedModel.vertex(left, smile, 1), EmbeddedModel.mean(left));
    double[] other = Vec.sub(EmbeddedModel.vertex(right, smile, 1), EmbeddedModel.mean(right));
    assertTrue(moved[0] > 2 && moved[1] > 2);
    assertTrue(Vec.norm(other) < 0.3 * Vec.norm(moved));
  }

  @Test
  void sidewaysShapesGoToTheirSubjectsSide() {
    int lip = MODEL.landmarks().vertices()[57];
    for (String stem : List.of("jaw", "mouth")) {
      int left = MODEL.expression().indexOf(stem + "Left");
      int right = MODEL.expression().indexOf(stem + "Right");
      assertTrue(EmbeddedModel.vertex(lip, left, 1)[0] > 3);
      assertTrue(EmbeddedModel.vertex(lip, right, 1)[0] < -3);
    }
  }
}
