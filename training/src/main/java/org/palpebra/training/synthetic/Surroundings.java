package org.palpebra.training.synthetic;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Polygon;
import java.util.Random;

/**
 * Paints what belongs to a person but not to the face model, behind the face: hair, neck, clothes.
 * Placed by the 68 landmarks in picture pixels.
 */
final class Surroundings {
  private final float[] landmarks;
  private final double width;
  private final Color hair;
  private final Color skin;

  /**
   * @param skin mean colour of the lit face
   */
  Surroundings(float[] landmarks, Color hair, Color skin) {
    this.landmarks = landmarks;
    this.hair = hair;
    this.skin = skin;
    this.width = Math.hypot(x(16) - x(0), y(16) - y(0));
  }

  private float x(int landmark) {
    return landmarks[2 * landmark];
  }

  private float y(int landmark) {
    return landmarks[2 * landmark + 1];
  }

  void paint(Graphics2D g, int size, Random random) {
    double middle = (x(0) + x(16) + x(27)) / 3;
    boolean bald = random.nextDouble() < 0.08;
    double kind = random.nextDouble();
    if (kind < 0.35 && !bald) {
      longHair(g, middle, size, random);
    }
    body(g, size, random);
    if (kind >= 0.35 && !bald) {
      cap(g, middle, random);
    } else if (!bald) {
      strands(g, middle, random);
    } else {
      g.setColor(skin);
      oval(g, middle, y(27) - 0.25 * width, 0.98 * width, 1.15 * width);
    }
  }

  private void cap(Graphics2D g, double middle, Random random) {
    g.setColor(hair);
    double grow = 1.02 + 0.25 * random.nextDouble();
    oval(g, middle, y(27) - 0.3 * width, grow * width, 1.3 * grow * width);
  }

  private void longHair(Graphics2D g, double middle, int size, Random random) {
    g.setColor(hair);
    double w = (1.15 + 0.4 * random.nextDouble()) * width;
    double top = y(27) - 0.95 * width;
    g.fillRoundRect((int) (middle - w / 2), (int) top, (int) w, 2 * size, (int) w, (int) w);
  }

  private void strands(Graphics2D g, double middle, Random random) {
    for (int i = 0; i < 5; i++) {
      g.setColor(Palette.mix(hair, Color.BLACK, 0.4 * random.nextDouble()));
      double x = middle + (random.nextDouble() - 0.5) * width;
      oval(g, x, y(27) - 0.75 * width, 0.4 * width, 0.5 * width);
    }
  }

  private static void oval(Graphics2D g, double cx, double cy, double w, double h) {
    g.fillOval((int) (cx - w / 2), (int) (cy - h / 2), (int) w, (int) h);
  }

  private void body(Graphics2D g, int size, Random random) {
    Color shade = Palette.mix(skin, Color.BLACK, 0.2 + 0.3 * random.nextDouble());
    g.setColor(shade);
    double neck = (0.32 + 0.08 * random.nextDouble()) * width;
    double cx = (x(4) + x(12)) / 2;
    int bottom = (int) (y(8) + 0.35 * width);
    Polygon column = new Polygon();
    column.addPoint((int) (cx - neck), (int) y(4));
    column.addPoint((int) (cx + neck), (int) y(12));
    column.addPoint((int) (cx + 1.2 * neck), bottom + size);
    column.addPoint((int) (cx - 1.2 * neck), bottom + size);
    g.fillPolygon(column);
    g.setColor(Palette.any(random));
    double collar = bottom + (random.nextDouble() - 0.4) * 0.3 * width;
    oval(g, cx, collar + 1.3 * width, 3 * width, 2.6 * width);
  }
}
