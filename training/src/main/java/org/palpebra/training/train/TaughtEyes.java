package org.palpebra.training.train;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.palpebra.onnx.Device;
import org.palpebra.onnx.OnnxEyeStateClassifier;
import org.palpebra.onnx.opencv.ImageReader;
import org.palpebra.training.data.DataSets;
import org.palpebra.training.data.LandmarkFace;
import org.palpebra.training.data.Split;

/**
 * Eyes of faces whose landmarks are known but not their states: cut as the pipeline cuts them, and
 * labelled by classifiers that were trained before.
 */
public final class TaughtEyes {
  private TaughtEyes() {}

  /**
   * Reads the faces' split {@code train} and labels their eyes.
   *
   * @param side of a patch in pixels
   * @param faces folders in the layout of {@code faces68}
   * @param teachers ONNX files of {@code train eyes}; an eye's label is the mean of their P(closed)
   * @param threads to compute with
   */
  public static EyeExamples read(int side, List<Path> faces, List<Path> teachers, int threads) {
    List<float[]> patches = new ArrayList<>();
    ImageReader reader = new ImageReader();
    for (Path folder : faces) {
      for (LandmarkFace face : Split.select(DataSets.landmarkFaces(folder), "train")) {
        patches.addAll(StoredEyes.pair(reader.read(face.file()), face.landmarks(), side));
      }
    }
    return new StoredEyes(side, patches, labels(side, patches, teachers, threads));
  }

  private static List<Float> labels(
      int side, List<float[]> patches, List<Path> teachers, int threads) {
    float[] sums = new float[patches.size()];
    for (Path teacher : teachers) {
      try (OnnxEyeStateClassifier classifier =
          OnnxEyeStateClassifier.open(teacher, side, Device.CPU, threads)) {
        for (int i = 0; i < sums.length; i++) {
          sums[i] += classifier.closedProbability(patches.get(i), 1)[0];
        }
      }
    }
    List<Float> labels = new ArrayList<>();
    for (float sum : sums) {
      labels.add(sum / teachers.size());
    }
    return labels;
  }
}
