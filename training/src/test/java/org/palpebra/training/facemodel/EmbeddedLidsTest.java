package org.palpebra.training.facemodel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.palpebra.model.Lid;
import org.palpebra.model.MorphableModel;

class EmbeddedLidsTest {
  private static final MorphableModel MODEL = EmbeddedModel.MODEL;

  enum Side {
    LEFT("Left", 1),
    RIGHT("Right", -1);

    final String suffix;
    final int sign;

    Side(String suffix, int sign) {
      this.suffix = suffix;
      this.sign = sign;
    }

    Lid lid() {
      return this == LEFT ? MODEL.leftLid() : MODEL.rightLid();
    }

    double[] centre() {
      float[] c = lid().eyeballCenter();
      return new double[] {c[0], c[1], c[2]};
    }

    /** Vertices of a region on this side. */
    List<Integer> vertices(String... regions) {
      List<Integer> out = new ArrayList<>();
      for (int v = 0; v < MODEL.vertexCount(); v++) {
        String name = MODEL.topology().regionNames().get(MODEL.topology().regions()[v]);
        if (List.of(regions).contains(name) && sign * MODEL.meanShape()[3 * v] > 0) {
          out.add(v);
        }
      }
      return out;
    }

    List<Integer> lids() {
      return vertices("lids", "innerLids");
    }

    List<Integer> ball() {
      return vertices(this == LEFT ? "leftEyeball" : "rightEyeball");
    }
  }

  private static double gap(Lid lid, int pair, int expression, double weight) {
    return Vec.distance(
        EmbeddedModel.vertex(lid.upper()[pair], expression, weight),
        EmbeddedModel.vertex(lid.lower()[pair], expression, weight));
  }

  @ParameterizedTest
  @EnumSource(Side.class)
  void blinkColumnIsNamed(Side side) {
    assertEquals(
        MODEL.expression().indexOf("eyeBlink" + side.suffix), side.lid().blinkExpression());
    assertEquals(23, side.lid().upper().length);
  }

  @ParameterizedTest
  @EnumSource(Side.class)
  void lidsRunFromTheInnerToTheOuterCorner(Side side) {
    int[] upper = side.lid().upper();
    for (int i = 0; i + 1 < upper.length; i++) {
      assertTrue(
          Math.abs(EmbeddedModel.mean(upper[i])[0])
              < Math.abs(EmbeddedModel.mean(upper[i + 1])[0]));
    }
  }

  @ParameterizedTest
  @EnumSource(Side.class)
  void openEyesAreOpen(Side side) {
    double most = 0;
    for (int i = 0; i < side.lid().upper().length; i++) {
      most = Math.max(most, gap(side.lid(), i, 0, 0));
    }
    assertTrue(most > 8 && most < 12, "opening " + most);
  }

  @ParameterizedTest
  @EnumSource(Side.class)
  void blinkClosesTheWholeMargin(Side side) {
    for (int i = 0; i < side.lid().upper().length; i++) {
      assertTrue(gap(side.lid(), i, side.lid().blinkExpression(), 1) <= 0.5, "pair " + i);
    }
  }

  @ParameterizedTest
  @EnumSource(Side.class)
  void gapShrinksSteadily(Side side) {
    int middle = side.lid().upper().length / 2;
    for (double w = 0.25; w <= 1; w += 0.25) {
      assertTrue(
          gap(side.lid(), middle, side.lid().blinkExpression(), w)
              < gap(side.lid(), middle, side.lid().blinkExpression(), w - 0.25));
    }
  }

  @ParameterizedTest
  @EnumSource(Side.class)
  void lidsStayOutsideTheEyeballOnTheWay(Side side) {
    for (double w = 0; w <= 1; w += 0.25) {
      for (int v : side.lids()) {
        double[] p = EmbeddedModel.vertex(v, side.lid().blinkExpression(), w);
        double depth = side.lid().eyeballRadius() - Vec.distance(p, side.centre());
        assertTrue(depth <= 0.2, "vertex %d is %.2f mm inside at %.2f".formatted(v, depth, w));
      }
    }
  }

  /** The same for people who are not the mean: eyeballs and lids have to move together. */
  @ParameterizedTest
  @EnumSource(Side.class)
  void lidsStayOutsideTheEyeballForOtherPeople(Side side) {
    Random random = new Random(5);
    for (int person = 0; person < 10; person++) {
      double[] moved = identity(random);
      double[] centre = new double[3];
      List<Integer> ball = side.ball();
      for (int v : ball) {
        centre = Vec.add(centre, Vec.scale(Vec.get(moved, v), 1.0 / ball.size()));
      }
      centre = Vec.add(centre, side.centre());
      for (double w = 0; w <= 1; w += 0.25) {
        for (int v : side.lids()) {
          double[] p = EmbeddedModel.vertex(v, side.lid().blinkExpression(), w);
          double d = Vec.distance(Vec.add(p, Vec.get(moved, v)), centre);
          double depth = side.lid().eyeballRadius() - d;
          assertTrue(depth <= 0.2, "vertex %d is %.2f mm inside at %.2f".formatted(v, depth, w));
        }
      }
    }
  }

  /** Closing closes every face, and eyeballs keep their shape. */
  @ParameterizedTest
  @EnumSource(Side.class)
  void identitiesLeaveTheOpeningAlone(Side side) {
    double[] moved = identity(new Random(6));
    for (int i = 0; i < side.lid().upper().length; i++) {
      double[] up = Vec.get(moved, side.lid().upper()[i]);
      double[] low = Vec.get(moved, side.lid().lower()[i]);
      assertTrue(Vec.distance(up, low) < 0.01, "pair " + i);
    }
    double[] first = Vec.get(moved, side.ball().get(0));
    for (int v : side.ball()) {
      assertTrue(Vec.distance(first, Vec.get(moved, v)) < 0.02);
    }
  }

  /** What is no expression of the eyes neither opens nor closes them. */
  @ParameterizedTest
  @EnumSource(Side.class)
  void otherExpressionsLeaveTheOpeningAlone(Side side) {
    for (int k = 0; k < MODEL.expression().columns(); k++) {
      String name = MODEL.expression().names().get(k);
      for (int i = 0; i < side.lid().upper().length && !name.startsWith("eye"); i++) {
        assertEquals(gap(side.lid(), i, 0, 0), gap(side.lid(), i, k, 1), 0.005, name);
      }
    }
  }

  /** Expressions of an eye move nothing beyond 25 mm from its lids, and something just within. */
  @ParameterizedTest
  @EnumSource(Side.class)
  void expressionsOfAnEyeEndRoundIt(Side side) {
    double within = 0;
    List<Integer> ball = side.ball();
    for (int k = 0; k < MODEL.expression().columns(); k++) {
      String name = MODEL.expression().names().get(k);
      for (int v = 0; v < MODEL.vertexCount(); v++) {
        if (name.startsWith("eye") && name.endsWith(side.suffix) && !ball.contains(v)) {
          double moved = Vec.distance(EmbeddedModel.mean(v), EmbeddedModel.vertex(v, k, 1));
          double far = fromMargins(side.lid(), v);
          assertTrue(far < 25 || moved < 0.01, name + " moves vertex " + v + " by " + moved);
          within = far > 12 ? Math.max(within, moved) : within;
        }
      }
    }
    assertTrue(within > 0.3, "nothing moves between 12 and 25 mm: " + within);
  }

  private static double fromMargins(Lid lid, int vertex) {
    double nearest = Double.POSITIVE_INFINITY;
    for (int[] margin : new int[][] {lid.upper(), lid.lower()}) {
      for (int v : margin) {
        nearest =
            Math.min(nearest, Vec.distance(EmbeddedModel.mean(vertex), EmbeddedModel.mean(v)));
      }
    }
    return nearest;
  }

  private static double[] identity(Random random) {
    int rows = MODEL.identity().rows();
    double[] out = new double[rows];
    for (int k = 0; k < MODEL.identity().columns(); k++) {
      double a = random.nextGaussian();
      for (int i = 0; i < rows; i++) {
        out[i] += a * MODEL.identity().data()[k * rows + i];
      }
    }
    return out;
  }

  @ParameterizedTest
  @EnumSource(Side.class)
  void blinkLeavesTheOtherSideAlone(Side side) {
    for (int v = 0; v < MODEL.vertexCount(); v++) {
      double[] p = EmbeddedModel.mean(v);
      if (side.sign * p[0] < 0) {
        double[] q = EmbeddedModel.vertex(v, side.lid().blinkExpression(), 1);
        assertTrue(Vec.distance(p, q) <= 0.1, "vertex " + v);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Side.class)
  void gazeTurnsTheEyeballAndNothingElse(Side side) {
    int out = MODEL.expression().indexOf("eyeLookOut" + side.suffix);
    int up = MODEL.expression().indexOf("eyeLookUp" + side.suffix);
    int pole = side.ball().get(0);
    for (int v : side.ball()) {
      pole = EmbeddedModel.mean(v)[2] > EmbeddedModel.mean(pole)[2] ? v : pole;
      double d = Vec.distance(EmbeddedModel.vertex(v, out, 1), side.centre());
      assertEquals(side.lid().eyeballRadius(), d, 0.02);
    }
    assertTrue(side.sign * (EmbeddedModel.vertex(pole, out, 1)[0] - side.centre()[0]) > 5);
    assertTrue(EmbeddedModel.vertex(pole, up, 1)[1] - side.centre()[1] > 4);
  }
}
