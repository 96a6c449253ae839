package org.palpebra.training.eval;

import java.util.ArrayList;
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
 * @param outcomes what the classifier said about each patch, in their order
 * @param msPerEye mean wall-clock milliseconds per patch in the classifier, in batches of {@value
 *     #BATCH}, the first batch not counted if there are more
 */
public record EyeEvaluation(EyeStateScore score, List<EyeOutcome> outcomes, double msPerEye) {
  private static final int BATCH = 64;

  public EyeEvaluation {
    outcomes = List.copyOf(outcomes);
  }

  /**
   * Runs the classifier over all patches.
   *
   * @param patches at least one; a patch of another size than the classifier's is resampled
   * @throws org.palpebra.PalpebraException naming the file if an image cannot be read
   */
  public static EyeEvaluation of(EyeStateClassifier classifier, List<EyePatch> patches) {
    List<EyeOutcome> outcomes = new ArrayList<>();
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
      for (int i = 0; i < batch.size(); i++) {
        outcomes.add(new EyeOutcome(batch.get(i), output[i]));
      }
    }
    return new EyeEvaluation(score(outcomes), outcomes, nanos / 1e6 / timed);
  }

  /**
   * Scores what a classifier said.
   *
   * @param outcomes at least one
   */
  public static EyeStateScore score(List<EyeOutcome> outcomes) {
    float[] probabilities = new float[outcomes.size()];
    boolean[] closed = new boolean[outcomes.size()];
    for (int i = 0; i < closed.length; i++) {
      probabilities[i] = outcomes.get(i).closed();
      closed[i] = outcomes.get(i).patch().closed();
    }
    return EyeStateScore.of(probabilities, closed);
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
