package org.palpebra.training.synthetic;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.util.Random;

/** Paints what is behind a person: gradients, stripes, clutter, texture. Thread-safe. */
final class Backdrop {
  private final NoiseTexture texture;

  Backdrop(NoiseTexture texture) {
    this.texture = texture;
  }

  void paint(Graphics2D g, int[] pixels, int size, Random random) {
    Color a = Palette.any(random);
    Color b = random.nextBoolean() ? Palette.any(random) : Palette.mix(a, Color.GRAY, 0.5);
    g.setPaint(
        new GradientPaint(size * random.nextFloat(), 0, a, size * random.nextFloat(), size, b));
    g.fillRect(0, 0, size, size);
    double kind = random.nextDouble();
    if (kind < 0.25) {
      stripes(g, size, random);
    }
    if (kind > 0.15 && kind < 0.7) {
      clutter(g, size, random);
    }
    if (kind > 0.5) {
      texture(pixels, size, random);
    }
  }

  private static void stripes(Graphics2D g, int size, Random random) {
    g.setColor(Palette.any(random));
    g.setStroke(new BasicStroke(2 + size * 0.08f * random.nextFloat()));
    double angle = Math.PI * random.nextDouble();
    double step = size * (0.05 + 0.2 * random.nextDouble());
    double dx = Math.cos(angle) * size;
    double dy = Math.sin(angle) * size;
    for (double t = -size; t < size; t += step) {
      double x = size / 2.0 - Math.sin(angle) * t;
      double y = size / 2.0 + Math.cos(angle) * t;
      g.drawLine((int) (x - dx), (int) (y - dy), (int) (x + dx), (int) (y + dy));
    }
  }

  private static void clutter(Graphics2D g, int size, Random random) {
    int count = 2 + random.nextInt(14);
    for (int i = 0; i < count; i++) {
      g.setColor(Palette.any(random));
      int w = (int) (size * (0.05 + 0.5 * random.nextDouble() * random.nextDouble()));
      int h = (int) (size * (0.05 + 0.5 * random.nextDouble() * random.nextDouble()));
      int x = random.nextInt(size) - w / 2;
      int y = random.nextInt(size) - h / 2;
      if (random.nextBoolean()) {
        g.fillOval(x, y, w, h);
      } else {
        g.fillRect(x, y, w, h);
      }
    }
  }

  private void texture(int[] pixels, int size, Random random) {
    double scale = 0.15 + 1.2 * random.nextDouble();
    double strength = 90 * random.nextDouble();
    double x0 = 256 * random.nextDouble();
    double y0 = 256 * random.nextDouble();
    for (int y = 0; y < size; y++) {
      for (int x = 0; x < size; x++) {
        int add = (int) (strength * texture.at(x0 + x * scale, y0 + y * scale));
        pixels[y * size + x] = Pixels.brighten(pixels[y * size + x], add);
      }
    }
  }
}
