package org.palpebra.training.synthetic;

import java.awt.AlphaComposite;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Composite;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.util.Random;
import org.palpebra.model.Lid;
import org.palpebra.raster.FragmentBuffer;

/** Paints lashes and glasses over a rendered face. */
final class Accessories {
  private static final float HIDDEN_MM = 4;

  private final Graphics2D g;
  private final float[] screen;
  private final FragmentBuffer fragments;

  /**
   * @param screen u, v, depth per vertex
   * @param fragments decides what is hidden
   */
  Accessories(Graphics2D g, float[] screen, FragmentBuffer fragments) {
    this.g = g;
    this.screen = screen;
    this.fragments = fragments;
  }

  /** A dark line along the upper margin and a thin one along the lower. */
  void lashes(Lid lid, Random random) {
    float unit = fragments.width() / 320f;
    float strength = 0.3f + 0.65f * random.nextFloat();
    line(lid.upper(), strength, unit * (1 + 2.2f * random.nextFloat()));
    line(lid.lower(), 0.4f * strength, unit * (0.6f + 0.8f * random.nextFloat()));
  }

  private void line(int[] margin, float strength, float width) {
    Path2D.Float path = new Path2D.Float();
    boolean drawing = false;
    for (int v : margin) {
      if (hidden(v)) {
        drawing = false;
      } else if (drawing) {
        path.lineTo(screen[3 * v], screen[3 * v + 1]);
      } else {
        path.moveTo(screen[3 * v], screen[3 * v + 1]);
        drawing = true;
      }
    }
    g.setColor(new Color(0.08f, 0.05f, 0.04f, strength));
    g.setStroke(new BasicStroke(width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    g.draw(path);
  }

  private boolean hidden(int v) {
    int x = (int) screen[3 * v];
    int y = (int) screen[3 * v + 1];
    if (x < 0 || y < 0 || x >= fragments.width() || y >= fragments.height()) {
      return true;
    }
    return fragments.depth()[y * fragments.width() + x] < screen[3 * v + 2] - HIDDEN_MM;
  }

  /** Rims around both eyes, a bridge, temples; the glass is tinted at most lightly. */
  void glasses(float[] landmarks, Random random) {
    double dx = (landmarks[2 * 45] - landmarks[2 * 36]) / 2;
    double dy = (landmarks[2 * 45 + 1] - landmarks[2 * 36 + 1]) / 2;
    double reach = Math.hypot(dx, dy);
    double height = 3.0 * (landmarks[2 * 33 + 1] - landmarks[2 * 27 + 1]) / 4;
    double w = reach * (0.75 + 0.25 * random.nextDouble());
    double h = Math.max(0.3 * reach, height * (0.75 + 0.3 * random.nextDouble()));
    double[] right = centre(landmarks, 36);
    double[] left = centre(landmarks, 42);
    float unit = fragments.width() / 320f;
    Composite before = g.getComposite();
    g.setColor(Palette.mix(Palette.any(random), Color.BLACK, 0.6));
    g.setComposite(AlphaComposite.SrcOver.derive(0.25f * random.nextFloat()));
    g.fill(rim(right, w, h));
    g.fill(rim(left, w, h));
    g.setComposite(AlphaComposite.SrcOver.derive(0.6f + 0.4f * random.nextFloat()));
    g.setStroke(new BasicStroke(unit * (1 + 5 * random.nextFloat())));
    g.draw(rim(right, w, h));
    g.draw(rim(left, w, h));
    g.draw(new Line2D.Double(right[0] + w / 2, right[1], left[0] - w / 2, left[1]));
    g.draw(new Line2D.Double(right[0] - w / 2, right[1], landmarks[0], landmarks[1] - h / 4));
    g.draw(new Line2D.Double(left[0] + w / 2, left[1], landmarks[32], landmarks[33] - h / 4));
    g.setComposite(before);
  }

  private static Ellipse2D.Double rim(double[] centre, double w, double h) {
    return new Ellipse2D.Double(centre[0] - w / 2, centre[1] - h / 2, w, h);
  }

  private static double[] centre(float[] landmarks, int first) {
    double x = 0;
    double y = 0;
    for (int i = first; i < first + 6; i++) {
      x += landmarks[2 * i] / 6;
      y += landmarks[2 * i + 1] / 6;
    }
    return new double[] {x, y};
  }
}
