package org.palpebra.metrics;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.palpebra.FaceImage;
import org.palpebra.geometry.ImageSampler;
import org.palpebra.geometry.PerspectiveCamera;
import org.palpebra.geometry.Similarity;
import org.palpebra.model.CoefficientLayout;
import org.palpebra.model.Coefficients;
import org.palpebra.model.LandmarkAssembly;
import org.palpebra.model.LandmarkScheme;
import org.palpebra.model.MorphableModel;
import org.palpebra.spi.CoefficientRegressor;

/**
 * Asks a regressor for settled faces once more, from a moved crop and from a moved and mirrored
 * one, and measures how far the landmarks lie from those of the settled crop. Thread-safe.
 */
public final class Consistency {
  private static final int PROBES = 2;

  private final CoefficientRegressor regressor;
  private final LandmarkAssembly assembly;

  public Consistency(CoefficientRegressor regressor, MorphableModel model) {
    this.regressor = regressor;
    this.assembly = new LandmarkAssembly(model);
  }

  /**
   * Mean distances of the landmarks, in sides of the crop.
   *
   * @param moved between settled and moved crop
   * @param mirrored between settled and moved, mirrored crop
   */
  public record Spread(double moved, double mirrored) {}

  /**
   * Spreads of some faces, in one batch.
   *
   * @param crops settled, from crop to photo; at least one
   * @param landmarks on the photo, of each crop
   */
  public List<Spread> spreads(FaceImage photo, List<Similarity> crops, List<float[]> landmarks) {
    PerspectiveCamera camera = regressor.camera();
    int size = camera.size();
    int plane = 3 * size * size;
    float[] input = new float[PROBES * crops.size() * plane];
    for (int i = 0; i < crops.size(); i++) {
      ImageSampler.crop(photo, moved(crops.get(i)), size, input, PROBES * i * plane);
      ImageSampler.crop(photo, movedOtherwise(crops.get(i)), size, input, (PROBES * i + 1) * plane);
      mirror(input, (PROBES * i + 1) * plane, size);
    }
    float[] output = regressor.regress(input, PROBES * crops.size());
    return IntStream.range(0, crops.size())
        .mapToObj(i -> spread(output, i, crops.get(i), landmarks.get(i)))
        .toList();
  }

  private Spread spread(float[] output, int face, Similarity crop, float[] landmarks) {
    double side = crop.scale() * regressor.camera().size();
    float[] moved = moved(crop).apply(landmarks(output, PROBES * face));
    float[] mirrored =
        movedOtherwise(crop)
            .apply(
                LandmarkScheme.mirrored(
                    landmarks(output, PROBES * face + 1), regressor.camera().size()));
    return new Spread(distance(landmarks, moved) / side, distance(landmarks, mirrored) / side);
  }

  private Similarity moved(Similarity crop) {
    return crop.after(within(0.06, 0.05, 1.1));
  }

  private Similarity movedOtherwise(Similarity crop) {
    return crop.after(within(-0.06, 0.04, 0.92));
  }

  /** From a crop that is shifted (in sides) and magnified about its middle to the crop itself. */
  private Similarity within(double right, double down, double zoom) {
    int size = regressor.camera().size();
    double rest = (1 - zoom) / 2;
    return new Similarity(zoom, 0, (rest + right) * size, (rest + down) * size);
  }

  private static void mirror(float[] crops, int offset, int size) {
    for (int row = offset; row < offset + 3 * size * size; row += size) {
      for (int i = row, j = row + size - 1; i < j; i++, j--) {
        float swap = crops[i];
        crops[i] = crops[j];
        crops[j] = swap;
      }
    }
  }

  private float[] landmarks(float[] output, int row) {
    CoefficientLayout layout = regressor.layout();
    Coefficients c =
        new Coefficients(
            layout, Arrays.copyOfRange(output, row * layout.size(), (row + 1) * layout.size()));
    return assembly.project(c, regressor.camera());
  }

  private static double distance(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i += 2) {
      sum += Math.hypot(a[i] - b[i], a[i + 1] - b[i + 1]);
    }
    return 2 * sum / a.length;
  }
}
