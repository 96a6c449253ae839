package org.palpebra.benchmarks;

import java.awt.BasicStroke;
import java.awt.Color;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Curves over a size, both axes logarithmic, the slope of each in the legend. */
final class GrowthChart {
  private static final Color[] COLOURS = {
    new Color(0, 90, 181),
    new Color(220, 80, 20),
    new Color(20, 130, 70),
    new Color(150, 60, 160),
    new Color(160, 120, 0),
    new Color(0, 150, 170),
    new Color(200, 40, 90),
    new Color(90, 90, 90),
    new Color(120, 160, 40)
  };

  private GrowthChart() {}

  private static String sizes(Curve curve) {
    return Arrays.stream(curve.sizes())
        .mapToObj(size -> String.format(Locale.ROOT, "%.0f", size))
        .collect(Collectors.joining(", "));
  }

  /**
   * @param size what grows, for the axis
   * @param time what is measured, for the axis
   */
  static void write(Path file, String size, String time, List<Curve> curves) {
    XYChart chart =
        new XYChartBuilder()
            .width(600)
            .height(420)
            .title("slope of the logarithms behind each name")
            .xAxisTitle(size + ": " + sizes(curves.get(0)))
            .yAxisTitle(time)
            .build();
    chart.getStyler().setChartBackgroundColor(Color.WHITE);
    chart.getStyler().setPlotBorderColor(Color.LIGHT_GRAY);
    chart.getStyler().setChartTitleBoxVisible(false);
    chart.getStyler().setChartTitleFont(chart.getStyler().getLegendFont());
    chart.getStyler().setXAxisLogarithmic(true);
    chart.getStyler().setXAxisDecimalPattern("0.###");
    chart.getStyler().setYAxisDecimalPattern("0.###");
    chart.getStyler().setYAxisLogarithmic(true);
    chart.getStyler().setLegendPosition(Styler.LegendPosition.OutsideE);
    for (int i = 0; i < curves.size(); i++) {
      Curve curve = curves.get(i);
      String name = String.format(Locale.ROOT, "%s: %.2f", curve.name(), curve.slope());
      XYSeries series = chart.addSeries(name, curve.sizes(), curve.milliseconds());
      Color colour = COLOURS[i % COLOURS.length];
      series.setLineColor(colour);
      series.setLineStyle(new BasicStroke(1.8f));
      series.setMarker(SeriesMarkers.CIRCLE);
      series.setMarkerColor(colour);
    }
    try {
      BitmapEncoder.saveBitmap(chart, file.toString(), BitmapEncoder.BitmapFormat.PNG);
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": the chart cannot be written", e);
    }
  }
}
