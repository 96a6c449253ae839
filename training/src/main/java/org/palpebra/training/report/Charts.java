package org.palpebra.training.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;
import org.palpebra.eyes.LidOpenness;
import org.palpebra.metrics.ErrorCurve;
import org.palpebra.metrics.Reliability;

/** The plots of reports, as PNG files. */
final class Charts {
  static final int WIDTH = 600;

  private static final int HEIGHT = 420;
  private static final Color CLOSED = new Color(0, 90, 181);
  private static final Color OPEN = new Color(220, 80, 20);
  private static final Color RULE = new Color(130, 130, 130);

  private static final String CLOSED_LIMIT = "closed up to " + LidOpenness.CLOSED;
  private static final String OPEN_LIMIT = "open from " + LidOpenness.OPEN;

  /** Width of the bins of openness. */
  private static final double BIN = 0.1;

  private Charts() {}

  static byte[] reliability(Reliability reliability) {
    XYChart chart = chart("mean P(closed) of the bin", "fraction of closed eyes", 1, 1);
    line(chart, "perfect", new double[] {0, 1}, new double[] {0, 1}, RULE, true);
    List<Reliability.Bin> bins = reliability.bins();
    if (!bins.isEmpty()) {
      XYSeries series =
          line(
              chart,
              "measured",
              bins.stream().mapToDouble(Reliability.Bin::meanProbability).toArray(),
              bins.stream().mapToDouble(Reliability.Bin::closedFraction).toArray(),
              CLOSED,
              false);
      series.setMarker(SeriesMarkers.CIRCLE);
      series.setMarkerColor(CLOSED);
    }
    return png(chart);
  }

  /** How many eyes have which openness, by label, with the limits of the strict rule. */
  static byte[] opennessHistogram(double[] closed, double[] open) {
    return opennessHistogram("openness (lid gap / neutral gap)", closed, open);
  }

  /** The same of another measure of openness. */
  static byte[] opennessHistogram(String measure, double[] closed, double[] open) {
    double top = Math.max(1.2, Math.max(max(closed), max(open)));
    int bins = (int) Math.floor(top / BIN) + 1;
    double[] shut = counts(closed, bins);
    double[] wide = counts(open, bins);
    double highest = 1.1 * Math.max(1, Math.max(max(shut), max(wide)));
    XYChart chart = chart(measure, "eyes", bins * BIN, highest);
    outline(chart, "closed", shut, CLOSED);
    outline(chart, "open", wide, OPEN);
    upright(chart, CLOSED_LIMIT, LidOpenness.CLOSED, highest, CLOSED);
    upright(chart, OPEN_LIMIT, LidOpenness.OPEN, highest, OPEN);
    return png(chart);
  }

  /** Openness by the regressor (x) and of the final mesh (y). */
  static byte[] beforeAfter(double[][] closed, double[][] open) {
    return beforeAfter("openness by the regressor", "openness of the result", closed, open);
  }

  /** The same of another measure of openness. */
  static byte[] beforeAfter(String before, String after, double[][] closed, double[][] open) {
    double top = 1.2;
    for (double[] values : List.of(closed[0], closed[1], open[0], open[1])) {
      top = Math.max(top, 1.05 * max(values));
    }
    XYChart chart = chart(before, after, top, top);
    line(chart, "as it was", new double[] {0, top}, new double[] {0, top}, RULE, true);
    double[] across = {0, top};
    level(chart, CLOSED_LIMIT, across, LidOpenness.CLOSED, CLOSED);
    level(chart, OPEN_LIMIT, across, LidOpenness.OPEN, OPEN);
    dots(chart, "closed", closed, CLOSED);
    dots(chart, "open", open, OPEN);
    return png(chart);
  }

  /**
   * The cumulative error distribution.
   *
   * @param limit of the area, marked
   */
  static byte[] errorCurve(ErrorCurve curve, double limit) {
    double[] errors = curve.sortedErrors();
    double right = 0.15;
    int n = errors.length;
    double[] x = new double[2 * n + 2];
    double[] y = new double[2 * n + 2];
    for (int i = 0; i < n; i++) {
      x[2 * i + 1] = x[2 * i + 2] = 100 * Math.min(errors[i], right);
      y[2 * i + 2] = y[2 * i + 3] = errors[i] <= right ? (i + 1.0) / n : y[2 * i + 1];
    }
    x[2 * n + 1] = 100 * right;
    XYChart chart = chart("error, % of the outer-eye distance", "fraction of images", 15, 1);
    line(chart, "images up to this error", x, y, CLOSED, false);
    upright(chart, "limit of the area", 100 * limit, 1, RULE);
    return png(chart);
  }

  private static XYChart chart(String xTitle, String yTitle, double xMax, double yMax) {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .xAxisTitle(xTitle)
            .yAxisTitle(yTitle)
            .build();
    chart.getStyler().setChartBackgroundColor(Color.WHITE);
    chart.getStyler().setPlotBorderColor(Color.LIGHT_GRAY);
    chart.getStyler().setLegendPosition(Styler.LegendPosition.OutsideS);
    chart.getStyler().setLegendLayout(Styler.LegendLayout.Horizontal);
    chart.getStyler().setXAxisMin(0.0).setXAxisMax(xMax);
    chart.getStyler().setYAxisMin(0.0).setYAxisMax(yMax);
    return chart;
  }

  private static XYSeries line(
      XYChart chart, String name, double[] x, double[] y, Color colour, boolean dashed) {
    XYSeries series = chart.addSeries(name, x, y);
    series.setMarker(SeriesMarkers.NONE);
    series.setLineColor(colour);
    float[] dash = dashed ? new float[] {6, 5} : null;
    series.setLineStyle(
        new BasicStroke(
            dashed ? 1.2f : 2, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, dash, 0));
    return series;
  }

  private static void upright(XYChart chart, String name, double x, double top, Color colour) {
    // XChart labels the values themselves where they are evenly spaced; an odd one gives round
    // labels
    double[] y = {0, top / Math.PI, top};
    line(chart, name, new double[] {x, x, x}, y, colour, true);
  }

  private static void level(XYChart chart, String name, double[] x, double y, Color colour) {
    line(chart, name, x, new double[] {y, y}, colour, true);
  }

  private static void dots(XYChart chart, String name, double[][] xy, Color colour) {
    if (xy[0].length > 0) {
      XYSeries series = chart.addSeries(name, xy[0], xy[1]);
      series.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
      series.setMarker(SeriesMarkers.CIRCLE);
      series.setMarkerColor(new Color(colour.getRed(), colour.getGreen(), colour.getBlue(), 150));
    }
  }

  private static double[] counts(double[] values, int bins) {
    double[] counts = new double[bins];
    for (double value : values) {
      counts[Math.min((int) (value / BIN), bins - 1)]++;
    }
    return counts;
  }

  private static void outline(XYChart chart, String name, double[] counts, Color colour) {
    double[] x = new double[2 * counts.length];
    double[] y = new double[2 * counts.length];
    for (int bin = 0; bin < counts.length; bin++) {
      x[2 * bin] = BIN * bin;
      x[2 * bin + 1] = BIN * (bin + 1);
      y[2 * bin] = counts[bin];
      y[2 * bin + 1] = counts[bin];
    }
    line(chart, name, x, y, colour, false);
  }

  private static double max(double[] values) {
    return java.util.Arrays.stream(values).max().orElse(0);
  }

  private static byte[] png(XYChart chart) {
    try {
      return BitmapEncoder.getBitmapBytes(chart, BitmapEncoder.BitmapFormat.PNG);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
