package org.palpebra.training.eval;

import java.util.List;
import org.palpebra.FaceImage;
import org.palpebra.geometry.ImageSampler;
import org.palpebra.geometry.Similarity;
import org.palpebra.metrics.EyeStateScore;
import org.palpebra.onnx.opencv.ImageReader;
import org.palpebra.spi.EyeStateClassifier;
import org.palpebra.training.data.EyePatch;

/**
 * How well an eye-state classifier does on labelled patches (layout of {@code cew-eyes}).
 *
 * @param score accuracy, F1 and so on
 * @param msPerEye mean wall-clock milliseconds per patch in the classifier, in batches of {@value
 *     #BATCH}, the first batch not counted if there are more
 */
public record EyeEvaluation(EyeStateScore score, double msPerEye) {
  private static final int BATCH = 64;

  /**
   * Runs the classifier over all patches.
   *
   * @param patches at least one; a patch of another size than the classifier's is resampled
   * @throws org.palpebra.PalpebraException naming the file if an image cannot be read
   */
  public static EyeEvaluation of(EyeStateClassifier classifier, List<EyePatch> patches) {
    float[] probabilities = new float[patches.size()];
    boolean[] closed = new boolean[patches.size()];
    long nanos = 0;
    int timed = 0;
    for (int from = 0; from < patches.size(); from += BATCH) {
      List<EyePatch> batch = patches.subList(from, Math.min(from + BATCH, patches.size()));
      float[] input = read(batch, classifier.inputSize());
      long start = System.nanoTime();
      float[] output = classifier.closedProbability(input, batch.size());
      if (from > 0 || patches.size() <= BATCH) {
        nanos += System.nanoTime() - start;
        timed += batch.size();
      }
      System.arraycopy(output, 0, probabilities, from, batch.size());
      for (int i = 0; i < batch.size(); i++) {
        closed[from + i] = batch.get(i).closed();
      }
    }
    return new EyeEvaluation(EyeStateScore.of(probabilities, closed), nanos / 1e6 / timed);
  }

  private static float[] read(List<EyePatch> batch, int size) {
    ImageReader reader = new ImageReader();
    float[] input = new float[batch.size() * size * size];
    float[] rgb = new float[3 * size * size];
    for (int i = 0; i < batch.size(); i++) {
      FaceImage image = reader.read(batch.get(i).file());
      double scale = (double) image.width() / size;
      ImageSampler.crop(image, new Similarity(scale, 0, 0, 0), size, rgb);
      // grey patches have three equal channels
      System.arraycopy(rgb, 0, input, i * size * size, size * size);
    }
    return input;
  }
}
