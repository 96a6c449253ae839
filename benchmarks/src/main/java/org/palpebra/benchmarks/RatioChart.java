package org.palpebra.benchmarks;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Locale;

/** A bar for each contest's ratio, with a line at its aim. */
final class RatioChart {
  private static final int WIDTH = 1200;
  private static final int LABELS = 620;
  private static final int ROW = 24;
  private static final int TOP = 96;
  private static final int MARGIN = 20;
  private static final double LARGEST = 2;
  private static final Color MET = new Color(70, 140, 90);
  private static final Color MISSED = new Color(200, 90, 70);
  private static final Color NO_AIM = new Color(130, 140, 160);
  private static final Color GRID = new Color(225, 225, 225);

  private final Standings standings;
  private final BufferedImage image;
  private final Graphics2D g;

  private RatioChart(Standings standings) {
    this.standings = standings;
    int rows = standings.contests().size();
    image = new BufferedImage(WIDTH, TOP + ROW * rows + MARGIN, BufferedImage.TYPE_INT_RGB);
    g = image.createGraphics();
    g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    g.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    g.setColor(Color.WHITE);
    g.fillRect(0, 0, image.getWidth(), image.getHeight());
  }

  static BufferedImage draw(Machine machine, Standings standings) {
    RatioChart chart = new RatioChart(standings);
    chart.title(machine);
    chart.axis();
    List<Contest> contests = standings.contests();
    for (int i = 0; i < contests.size(); i++) {
      chart.bar(contests.get(i), TOP + ROW * i);
    }
    chart.g.dispose();
    return chart.image;
  }

  private void title(Machine machine) {
    g.setFont(new Font(Font.SANS_SERIF, Font.BOLD, 16));
    g.setColor(Color.BLACK);
    g.drawString("Time of the first over the second; black lines are the aims", MARGIN, 28);
    g.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
    g.setColor(Color.DARK_GRAY);
    g.drawString(
        "%s, %d cores; %s; commit %.10s, %s; %s"
            .formatted(
                machine.cpu(),
                machine.cores(),
                machine.java(),
                machine.commit(),
                machine.tree(),
                machine.when()),
        MARGIN,
        48);
  }

  private void axis() {
    g.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13));
    for (int tenths = 0; tenths <= 10 * LARGEST; tenths += 2) {
      int x = x(tenths / 10.0);
      g.setColor(GRID);
      g.drawLine(x, TOP - 6, x, image.getHeight() - MARGIN);
      g.setColor(Color.DARK_GRAY);
      centred(String.format(Locale.ROOT, "%.1f", tenths / 10.0), x, TOP - 12);
    }
  }

  private void bar(Contest contest, int top) {
    int baseline = top + ROW - 8;
    g.setColor(Color.BLACK);
    String label =
        "%s: %s / %s".formatted(contest.stage(), contest.ours().title(), contest.other().title());
    g.drawString(label, LABELS - 10 - g.getFontMetrics().stringWidth(label), baseline);
    double ratio = standings.ratio(contest).orElse(Double.NaN);
    if (Double.isNaN(ratio)) {
      g.setColor(Color.GRAY);
      g.drawString("not measured", LABELS + 6, baseline);
      return;
    }
    double aim = contest.aim();
    g.setColor(Double.isNaN(aim) ? NO_AIM : ratio <= aim ? MET : MISSED);
    int end = x(Math.min(ratio, LARGEST));
    g.fillRect(LABELS, top + 3, end - LABELS, ROW - 8);
    g.setColor(Color.BLACK);
    boolean covered = x(aim) >= end && x(aim) < end + 46;
    g.drawString(String.format(Locale.ROOT, "%.2f", ratio), (covered ? x(aim) : end) + 6, baseline);
    if (!Double.isNaN(aim)) {
      g.setStroke(new BasicStroke(2.5f));
      g.drawLine(x(aim), top, x(aim), top + ROW - 3);
      g.setStroke(new BasicStroke(1));
    }
  }

  private void centred(String text, int x, int baseline) {
    FontMetrics metrics = g.getFontMetrics();
    g.drawString(text, x - metrics.stringWidth(text) / 2, baseline);
  }

  private static int x(double ratio) {
    return LABELS + (int) Math.round(ratio / LARGEST * (WIDTH - LABELS - 3 * MARGIN));
  }
}
