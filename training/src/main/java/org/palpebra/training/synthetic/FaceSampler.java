package org.palpebra.training.synthetic;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.palpebra.model.CoefficientLayout;
import org.palpebra.model.Coefficients;
import org.palpebra.model.MorphableModel;

/**
 * Draws coefficients: identity and albedo from their priors, expressions from a mixture with every
 * lid opening, winks and gaze, poses to ±45° yaw and ±25° pitch, light from one to three sources.
 * Expressions that the model does not have are passed over. Thread-safe.
 */
final class FaceSampler {
  private static final double MAX_YAW = Math.toRadians(45);
  private static final double MAX_PITCH = Math.toRadians(25);
  private static final double MAX_SIGMA = 2.5;

  /** How often an expression occurs; the others {@link #RARE}. */
  private static final Map<String, Double> FREQUENCIES =
      Map.of(
          "jawOpen", 0.35,
          "mouthSmile", 0.4,
          "browInnerUp", 0.25,
          "browDown", 0.2,
          "browOuterUp", 0.2,
          "cheekSquint", 0.15,
          "eyeSquint", 0.25,
          "mouthPucker", 0.1,
          "mouthFunnel", 0.1,
          "tongueOut", 0.0);

  private static final double RARE = 0.06;

  private final CoefficientLayout layout;
  private final List<String> names;

  FaceSampler(MorphableModel model, int lighting) {
    this.layout = model.layout(lighting);
    this.names = model.expression().names();
  }

  Coefficients draw(Random random) {
    float[] values = new float[layout.size()];
    for (int k = 0; k < layout.identity(); k++) {
      values[k] = normal(random);
    }
    for (int k = 0; k < layout.albedo(); k++) {
      values[layout.albedoOffset() + k] = normal(random);
    }
    mimic(values, random);
    lids(values, random);
    gaze(values, random);
    values[layout.rotationOffset()] = (float) bounded(0.17 * random.nextGaussian(), MAX_PITCH);
    values[layout.rotationOffset() + 1] = (float) yaw(random);
    light(values, random);
    return new Coefficients(layout, values);
  }

  private static float normal(Random random) {
    return (float) bounded(random.nextGaussian(), MAX_SIGMA);
  }

  private static double bounded(double value, double bound) {
    return Math.min(Math.max(value, -bound), bound);
  }

  private static double yaw(Random random) {
    return random.nextDouble() < 0.6
        ? bounded(0.25 * random.nextGaussian(), MAX_YAW)
        : (2 * random.nextDouble() - 1) * MAX_YAW;
  }

  /** Everything but blinking and gaze; the two sides of a face move alike, but not equally. */
  private void mimic(float[] values, Random random) {
    for (String name : names) {
      String base = base(name);
      if (name.startsWith("eyeBlink") || name.startsWith("eyeLook") || name.endsWith("Right")) {
        continue;
      }
      double value = 0;
      if (random.nextDouble() < FREQUENCIES.getOrDefault(base, RARE)) {
        value = Math.pow(random.nextDouble(), 1.3);
      }
      if (!name.endsWith("Left")) {
        set(values, name, value);
      } else if (base.equals("mouth") || base.equals("jaw")) {
        // Left and Right are directions here
        set(values, base + (random.nextBoolean() ? "Left" : "Right"), 0.7 * value);
      } else {
        double slack = random.nextDouble() < 0.3 ? random.nextDouble() : 0.9;
        set(values, base + "Left", random.nextBoolean() ? value : value * slack);
        set(values, base + "Right", random.nextBoolean() ? value : value * slack);
      }
    }
  }

  private static String base(String name) {
    return name.replaceFirst("(Left|Right)$", "");
  }

  private void lids(float[] values, Random random) {
    double kind = random.nextDouble();
    double left;
    double right;
    if (kind < 0.4) {
      left = 0.25 * random.nextDouble() * random.nextDouble();
      right = left;
    } else if (kind < 0.65) {
      left = 1 - 0.06 * random.nextDouble();
      right = left;
    } else if (kind < 0.8) {
      left = random.nextDouble();
      right = left;
    } else if (kind < 0.92) {
      left = random.nextBoolean() ? 1 : 0.15 * random.nextDouble();
      right = left == 1 ? 0.15 * random.nextDouble() : 1;
    } else {
      left = random.nextDouble();
      right = random.nextDouble();
    }
    set(values, "eyeBlinkLeft", left);
    set(values, "eyeBlinkRight", right);
    boolean wide = random.nextDouble() < 0.15;
    double width = random.nextDouble();
    set(values, "eyeWideLeft", wide && left < 0.2 ? width : 0);
    set(values, "eyeWideRight", wide && right < 0.2 ? width : 0);
  }

  private void gaze(float[] values, Random random) {
    if (random.nextDouble() < 0.3) {
      return;
    }
    double side = bounded(0.4 * random.nextGaussian(), 1);
    double down = bounded(0.35 * random.nextGaussian(), 1);
    set(values, "eyeLookOutLeft", Math.max(0, side));
    set(values, "eyeLookInRight", Math.max(0, side));
    set(values, "eyeLookInLeft", Math.max(0, -side));
    set(values, "eyeLookOutRight", Math.max(0, -side));
    set(values, "eyeLookDownLeft", Math.max(0, down));
    set(values, "eyeLookDownRight", Math.max(0, down));
    set(values, "eyeLookUpLeft", Math.max(0, -down));
    set(values, "eyeLookUpRight", Math.max(0, -down));
  }

  private void set(float[] values, String name, double value) {
    int k = names.indexOf(name);
    if (k >= 0) {
      values[layout.expressionOffset() + k] = (float) value;
    }
  }

  private void light(float[] values, Random random) {
    int channels = layout.lighting() / 9;
    double ambient = 0.25 + 0.4 * random.nextDouble();
    double warmth = 0.06 * random.nextGaussian();
    for (int c = 0; c < channels; c++) {
      double tint = channels == 1 ? 0 : (1 - c) * warmth;
      int at = layout.lightingOffset() + 9 * c;
      values[at] = (float) DistantLight.ambient(ambient * (1 + tint));
    }
    int sources = 1 + random.nextInt(3);
    for (int s = 0; s < sources; s++) {
      DistantLight source = DistantLight.draw(random, 0.7 / sources);
      for (int c = 0; c < channels; c++) {
        double tint = channels == 1 ? 0 : 0.08 * random.nextGaussian();
        source.addTo(values, layout.lightingOffset() + 9 * c, 1 + tint);
      }
    }
  }
}
