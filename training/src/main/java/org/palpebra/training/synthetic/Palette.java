package org.palpebra.training.synthetic;

import java.awt.Color;
import java.util.Random;

/** Colours of things around a face. */
final class Palette {
  private Palette() {}

  /** Any colour, more often a dull one. */
  static Color any(Random random) {
    return Color.getHSBColor(
        random.nextFloat(),
        (float) (random.nextDouble() * random.nextDouble()),
        (float) (0.08 + 0.9 * random.nextDouble()));
  }

  /** Black, brown, blond, red, grey. */
  static Color hair(Random random) {
    double kind = random.nextDouble();
    float jitter = (float) (0.05 * random.nextGaussian());
    if (kind < 0.45) {
      return hsb(0.07f, 0.35f, 0.1f + jitter);
    }
    if (kind < 0.7) {
      return hsb(0.07f, 0.5f, 0.28f + jitter);
    }
    if (kind < 0.85) {
      return hsb(0.11f, 0.45f, 0.62f + 2 * jitter);
    }
    return kind < 0.9 ? hsb(0.04f, 0.65f, 0.4f + jitter) : hsb(0.1f, 0.05f, 0.6f + 3 * jitter);
  }

  private static Color hsb(float hue, float saturation, float brightness) {
    return Color.getHSBColor(hue, saturation, Math.min(Math.max(brightness, 0.02f), 1));
  }

  /** Mixes a share of another colour in. */
  static Color mix(Color a, Color b, double share) {
    return new Color(
        channel(a.getRed(), b.getRed(), share),
        channel(a.getGreen(), b.getGreen(), share),
        channel(a.getBlue(), b.getBlue(), share));
  }

  private static int channel(int a, int b, double share) {
    return (int) Math.min(Math.max(a + (b - a) * share, 0), 255);
  }
}
