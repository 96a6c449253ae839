package org.palpebra.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.palpebra.eyes.LidOpenness;
import org.palpebra.eyes.LidRefinement;
import org.palpebra.eyes.LidTarget;
import org.palpebra.model.CoefficientLayout;
import org.palpebra.model.Coefficients;
import org.palpebra.model.Lid;
import org.palpebra.model.MorphableModel;
import org.palpebra.model.io.SafetensorsReader;

/**
 * Lid refinement on the face model that comes with the library, measured on assembled meshes.
 * {@code -Dpalpebra.lids.faces=20000} tries that many faces of each kind.
 */
class EmbeddedLidsTest {
  private static final int FACES = Integer.getInteger("palpebra.lids.faces", 250);

  private static final float[] TARGETS = {0, 0.05f, 0.35f, 0.5f, 0.7f, 0.9f, 1, 1.1f};

  /** The eye region reaches that many millimetres from the lid margins of the mean face. */
  private static final double REACH = 25;

  /** Skin farther from the mean eyeball's centre than that never gets near it, in millimetres. */
  private static final double NEAR_EYEBALL = 22;

  private static MorphableModel model;
  private static LidRefinement refinement;

  /** Ways to draw expression coefficients. */
  enum Kind {
    /** About 30 expressions at up to half their weight. */
    MANY_AT_HALF_WEIGHT {
      @Override
      void draw(Random random, float[] values, int from, int count) {
        for (int k = from; k < from + count; k++) {
          values[k] = random.nextFloat() < 0.6f ? 0.5f * random.nextFloat() : 0;
        }
      }
    },
    /** 3 to 12 expressions at any weight, a third of them full. */
    STRONG {
      @Override
      void draw(Random random, float[] values, int from, int count) {
        int drawn = 3 + random.nextInt(10);
        for (int i = 0; i < drawn; i++) {
          int k = from + random.nextInt(count);
          values[k] = random.nextFloat() < 0.3f ? 1 : random.nextFloat();
        }
      }
    };

    abstract void draw(Random random, float[] values, int from, int count);
  }

  @BeforeAll
  static void readTheModel() throws IOException {
    try (InputStream in =
        EmbeddedLidsTest.class.getResourceAsStream("embedded/face-model.safetensors")) {
      assertNotNull(in);
      model = new SafetensorsReader().read(in, "embedded/face-model.safetensors");
    }
    refinement = new LidRefinement(model);
  }

  private static Coefficients face(Random random, Kind kind) {
    CoefficientLayout layout = model.layout(27);
    float[] values = new float[layout.size()];
    for (int k = 0; k < layout.identity(); k++) {
      values[k] = (float) Math.max(-3, Math.min(3, random.nextGaussian()));
    }
    kind.draw(random, values, layout.expressionOffset(), layout.expression());
    return new Coefficients(layout, values);
  }

  private static float target(Random random) {
    return random.nextBoolean()
        ? TARGETS[random.nextInt(TARGETS.length)]
        : 1.1f * random.nextFloat();
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void refinedLidsKeepTheirBounds(Kind kind) {
    Random random = new Random(20261127);
    int[] beyond =
        IntStream.range(0, model.vertexCount())
            .filter(v -> fromMargins(v) > REACH && !region(v).endsWith("Eyeball"))
            .toArray();
    Eye[] eyes = {
      new Eye(model.rightLid(), "rightEyeball"), new Eye(model.leftLid(), "leftEyeball")
    };
    double off = 0;
    double moved = 0;
    double depth = 0;
    double crossed = 0;
    for (int i = 0; i < FACES; i++) {
      Coefficients before = face(random, kind);
      float[] wanted = {target(random), target(random)};
      Coefficients after = refinement.refine(before, wanted[0], wanted[1]);
      float[] old = model.shape(before, null);
      float[] now = model.shape(after, null);
      float[] neutral = model.neutral(after, null);
      for (int v : beyond) {
        moved = Math.max(moved, distance(old, v, now, v));
      }
      for (int e = 0; e < eyes.length; e++) {
        off = Math.max(off, Math.abs(LidOpenness.of(eyes[e].lid, now, neutral) - wanted[e]));
        depth = Math.max(depth, eyes[e].depth(now, neutral));
        crossed = Math.max(crossed, eyes[e].crossed(now, neutral));
      }
    }
    System.out.printf(
        "%s, %d faces: openness off by %.4f; beyond the eye region %.4f mm, depth %.3f mm,"
            + " crossed %.3f mm%n",
        kind, FACES, off, moved, depth, crossed);
    assertTrue(off <= 0.05, "openness is off by " + off);
    assertTrue(moved <= 0.1, "moved beyond the eye region: " + moved + " mm");
    assertTrue(depth <= 0.2, "in the eyeball: " + depth + " mm");
    assertTrue(crossed <= 0.051, "lids crossed: " + crossed + " mm");
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void opennessFallsSteadilyWithTheProbabilityOfAClosedEye(Kind kind) {
    Random random = new Random(20261128);
    int steps = 100;
    double rise = 0;
    double jump = 0;
    for (int i = 0; i < Math.max(1, FACES / 20); i++) {
      Coefficients face = face(random, kind);
      float regressed = refinement.openness(face)[0];
      float other = refinement.openness(face)[1];
      double before = Double.NaN;
      float targetBefore = Float.NaN;
      for (int p = 0; p <= steps; p++) {
        float target = LidTarget.of((float) p / steps, regressed);
        Coefficients after = refinement.refine(face, target, other);
        double now =
            LidOpenness.of(model.rightLid(), model.shape(after, null), model.neutral(after, null));
        if (p > 0) {
          rise = Math.max(rise, now - before);
          jump = Math.max(jump, before - now - (targetBefore - target));
        }
        before = now;
        targetBefore = target;
      }
    }
    assertTrue(rise <= 0.005, "openness rose by " + rise);
    assertTrue(jump <= 0.005, "openness fell by " + jump + " more than what was asked for");
  }

  @Test
  void aWinkLeavesTheOtherEyeAsItIs() {
    Coefficients face = face(new Random(1), Kind.STRONG);
    float[] now = refinement.openness(face);
    Coefficients wink = refinement.refine(face, 0, now[1]);
    float[] after = refinement.openness(wink);
    assertEquals(0, after[0], 0.005);
    assertEquals(now[1], after[1], 0.005);
  }

  private static String region(int vertex) {
    return model.topology().regionNames().get(model.topology().regions()[vertex]);
  }

  private static double fromMargins(int vertex) {
    float[] mean = model.meanShape();
    double nearest = Double.POSITIVE_INFINITY;
    for (Lid lid : new Lid[] {model.rightLid(), model.leftLid()}) {
      for (int[] margin : new int[][] {lid.upper(), lid.lower()}) {
        for (int v : margin) {
          nearest = Math.min(nearest, distance(mean, vertex, mean, v));
        }
      }
    }
    return nearest;
  }

  private static double distance(float[] a, int i, float[] b, int j) {
    return length(a[3 * i] - b[3 * j], a[3 * i + 1] - b[3 * j + 1], a[3 * i + 2] - b[3 * j + 2]);
  }

  private static double length(double x, double y, double z) {
    return Math.sqrt(x * x + y * y + z * z);
  }

  private static final class Eye {
    private final Lid lid;
    private final int[] ball;
    private final int[] skin;

    Eye(Lid lid, String eyeball) {
      this.lid = lid;
      float[] mean = model.meanShape();
      float[] c = lid.eyeballCenter();
      ball =
          IntStream.range(0, model.vertexCount()).filter(v -> region(v).equals(eyeball)).toArray();
      skin =
          IntStream.range(0, model.vertexCount())
              .filter(v -> !region(v).endsWith("Eyeball"))
              .filter(v -> fromCentre(mean, v, c[0], c[1], c[2]) < NEAR_EYEBALL)
              .toArray();
    }

    private static double fromCentre(float[] shape, int v, double x, double y, double z) {
      return length(shape[3 * v] - x, shape[3 * v + 1] - y, shape[3 * v + 2] - z);
    }

    /** How deep skin lies in the eyeball, which goes where the identity takes its vertices. */
    double depth(float[] shape, float[] neutral) {
      double[] c = new double[3];
      for (int v : ball) {
        for (int k = 0; k < 3; k++) {
          c[k] += (neutral[3 * v + k] - model.meanShape()[3 * v + k]) / ball.length;
        }
      }
      for (int k = 0; k < 3; k++) {
        c[k] += lid.eyeballCenter()[k];
      }
      double nearest = Double.POSITIVE_INFINITY;
      for (int v : skin) {
        nearest = Math.min(nearest, fromCentre(shape, v, c[0], c[1], c[2]));
      }
      return lid.eyeballRadius() - nearest;
    }

    /** How far an upper lid vertex has got past its lower one, along the neutral face's gap. */
    double crossed(float[] shape, float[] neutral) {
      double most = 0;
      for (int i = 0; i < lid.upper().length; i++) {
        int u = 3 * lid.upper()[i];
        int l = 3 * lid.lower()[i];
        double along = 0;
        for (int k = 0; k < 3; k++) {
          along += (shape[u + k] - shape[l + k]) * (neutral[u + k] - neutral[l + k]);
        }
        most = Math.max(most, -along / distance(neutral, u / 3, neutral, l / 3));
      }
      return most;
    }
  }
}
