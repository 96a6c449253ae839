package org.palpebra.training.train;

import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;
import org.palpebra.PalpebraException;
import org.palpebra.internal.AtomicFiles;

/** Draws the figures of a {@link TrainingLog} over the steps. */
final class LossCurves {
  private static final int WIDTH = 1200;
  private static final int HEIGHT = 700;

  /** Columns before the figures: step, epoch, rate. */
  private static final int FIRST = 3;

  private LossCurves() {}

  /** Draws a log into a PNG file, written whole or not at all; nothing if the log has no lines. */
  static void draw(Path log, Path png) {
    try {
      if (!Files.exists(log)) {
        return;
      }
      List<String> lines = Files.readAllLines(log);
      if (lines.size() < 2) {
        return;
      }
      byte[] bytes = BitmapEncoder.getBitmapBytes(chart(lines), BitmapEncoder.BitmapFormat.PNG);
      AtomicFiles.write(png, out -> out.write(bytes));
    } catch (IOException e) {
      throw new PalpebraException(png + ": not drawn: " + e.getMessage(), e);
    }
  }

  private static XYChart chart(List<String> lines) {
    XYChart chart =
        new XYChartBuilder().width(WIDTH).height(HEIGHT).xAxisTitle("step").title("loss").build();
    chart.getStyler().setChartBackgroundColor(Color.WHITE);
    chart.getStyler().setLegendPosition(Styler.LegendPosition.OutsideE);
    List<String> names = List.of(lines.get(0).split(",", -1));
    double[] steps = column(lines, 0);
    boolean positive = true;
    for (int i = FIRST; i < names.size(); i++) {
      if (isLoss(names.get(i))) {
        double[] values = column(lines, i);
        positive &= Arrays.stream(values).allMatch(value -> value > 0);
        chart.addSeries(names.get(i), steps, values).setMarker(SeriesMarkers.NONE);
      }
    }
    chart.getStyler().setYAxisLogarithmic(positive);
    return chart;
  }

  /** Accuracies and norms have other units. */
  private static boolean isLoss(String name) {
    return name.startsWith("loss");
  }

  private static double[] column(List<String> lines, int column) {
    List<Double> values = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      values.add(Double.parseDouble(line.split(",", -1)[column]));
    }
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
