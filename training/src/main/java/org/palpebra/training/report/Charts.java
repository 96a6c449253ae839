package org.palpebra.training.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
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
  private static final String LIMITS = "limits";
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
   * Which fraction of the eyes is at most so open, by label: by the regressor and of the result,
   * with the limits of the strict rule.
   */
  static byte[] opennessCurves(double[][] closed, double[][] open) {
    double right = 1.5;
    XYChart chart = chart("openness (lid gap / neutral gap)", "fraction of eyes", right, 1);
    upright(chart, LIMITS, LidOpenness.CLOSED, 1, RULE);
    upright(chart, OPEN_LIMIT, LidOpenness.OPEN, 1, RULE).setShowInLegend(false);
    steps(chart, "closed, before", closed[0], right, CLOSED, true);
    steps(chart, "closed, after", closed[1], right, CLOSED, false);
    steps(chart, "open, before", open[0], right, OPEN, true);
    steps(chart, "open, after", open[1], right, OPEN, false);
    return png(chart);
  }

  /**
   * Openness found over openness rendered: means and the middle 80 %.
   *
   * @param bands by rising truth, at least one
   */
  static byte[] opennessByTruth(List<OpennessBand> bands) {
    double top = 1.5;
    XYChart chart = chart("openness as rendered", "openness of the result", 1.05, top);
    double[] truth = bands.stream().mapToDouble(OpennessBand::truth).toArray();
    int n = truth.length;
    double[] x = new double[2 * n];
    double[] y = new double[2 * n];
    for (int i = 0; i < n; i++) {
      x[i] = x[2 * n - 1 - i] = truth[i];
      y[i] = Math.min(bands.get(i).low(), top);
      y[2 * n - 1 - i] = Math.min(bands.get(i).high(), top);
    }
    XYSeries band = chart.addSeries("10 to 90 %", x, y);
    band.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.PolygonArea);
    band.setMarker(SeriesMarkers.NONE);
    band.setFillColor(new Color(CLOSED.getRed(), CLOSED.getGreen(), CLOSED.getBlue(), 50));
    band.setLineColor(new Color(0, 0, 0, 0));
    line(chart, "as rendered", new double[] {0, 1}, new double[] {0, 1}, OPEN, true);
    double[] across = {0, 1.05};
    level(chart, LIMITS, across, LidOpenness.CLOSED, RULE);
    level(chart, OPEN_LIMIT, across, LidOpenness.OPEN, RULE).setShowInLegend(false);
    double[] means = bands.stream().mapToDouble(OpennessBand::mean).toArray();
    XYSeries mean = line(chart, "mean", truth, means, CLOSED, false);
    mean.setMarker(SeriesMarkers.CIRCLE);
    mean.setMarkerColor(CLOSED);
    return png(chart);
  }

  /**
   * The cumulative distribution of errors of openness.
   *
   * @param limit marked
   */
  static byte[] opennessErrors(ErrorCurve regressed, ErrorCurve result, double limit) {
    double right = 0.6;
    XYChart chart = chart("error of the openness", "fraction of eyes", right, 1);
    steps(chart, "by the regressor", regressed.sortedErrors(), right, CLOSED, true);
    steps(chart, "result", result.sortedErrors(), right, CLOSED, false);
    upright(chart, Double.toString(limit), limit, 1, RULE);
    return png(chart);
  }

  /**
   * The cumulative error distribution.
   *
   * @param limit of the area, marked
   */
  static byte[] errorCurve(ErrorCurve curve, double limit) {
    double[] percent = Arrays.stream(curve.sortedErrors()).map(error -> 100 * error).toArray();
    double right = 15;
    XYChart chart = chart("error, % of the outer-eye distance", "fraction of images", right, 1);
    steps(chart, "images up to this error", percent, right, CLOSED, false);
    upright(chart, "limit of the area", 100 * limit, 1, RULE);
    return png(chart);
  }

  /** The fraction of values up to each value, as far as {@code right}; nothing without values. */
  private static void steps(
      XYChart chart, String name, double[] values, double right, Color colour, boolean dashed) {
    double[] sorted = Arrays.stream(values).sorted().toArray();
    int n = sorted.length;
    if (n == 0) {
      return;
    }
    double[] x = new double[2 * n + 2];
    double[] y = new double[2 * n + 2];
    for (int i = 0; i < n; i++) {
      x[2 * i + 1] = x[2 * i + 2] = Math.min(sorted[i], right);
      y[2 * i + 2] = y[2 * i + 3] = sorted[i] <= right ? (i + 1.0) / n : y[2 * i + 1];
    }
    x[2 * n + 1] = right;
    line(chart, name, x, y, colour, dashed);
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

  private static XYSeries upright(XYChart chart, String name, double x, double top, Color colour) {
    // XChart labels the values themselves where they are evenly spaced; an odd one gives round
    // labels
    double[] y = {0, top / Math.PI, top};
    return line(chart, name, new double[] {x, x, x}, y, colour, true);
  }

  private static XYSeries level(XYChart chart, String name, double[] x, double y, Color colour) {
    return line(chart, name, x, new double[] {y, y}, colour, true);
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
    return Arrays.stream(values).max().orElse(0);
  }

  private static byte[] png(XYChart chart) {
    try {
      return BitmapEncoder.getBitmapBytes(chart, BitmapEncoder.BitmapFormat.PNG);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
