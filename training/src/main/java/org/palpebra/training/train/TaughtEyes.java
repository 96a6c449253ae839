package org.palpebra.training.train;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.palpebra.FaceImage;
import org.palpebra.eyes.EyePatches;
import org.palpebra.onnx.Device;
import org.palpebra.onnx.OnnxEyeStateClassifier;
import org.palpebra.onnx.opencv.ImageReader;
import org.palpebra.training.data.DataSets;
import org.palpebra.training.data.LandmarkFace;
import org.palpebra.training.data.Split;

/**
 * Eyes of faces whose landmarks are known but not their states: cut as the pipeline cuts them, and
 * labelled by classifiers that were trained before (the mean of their probabilities). Only the
 * split {@code train} of the faces is taken.
 */
public final class TaughtEyes implements EyeExamples {
  private static final int EYES = 2;

  private final int side;
  private final List<float[]> patches = new ArrayList<>();
  private final float[] closed;

  /**
   * Reads the faces and labels them.
   *
   * @param side of a patch in pixels
   * @param faces folders in the layout of {@code faces68}
   * @param teachers ONNX files of {@code train eyes}
   * @param threads to compute with
   */
  public TaughtEyes(int side, List<Path> faces, List<Path> teachers, int threads) {
    this.side = side;
    ImageReader reader = new ImageReader();
    for (Path folder : faces) {
      for (LandmarkFace face : Split.select(DataSets.landmarkFaces(folder), "train")) {
        cut(reader.read(face.file()), face.landmarks());
      }
    }
    closed = new float[patches.size()];
    for (Path teacher : teachers) {
      float[] answers = answers(teacher, threads);
      for (int i = 0; i < closed.length; i++) {
        closed[i] += answers[i] / teachers.size();
      }
    }
  }

  private void cut(FaceImage photo, float[] landmarks) {
    int plane = side * side;
    float[] both = EyePatches.cut(photo, landmarks, side, null);
    for (int eye = 0; eye < EYES; eye++) {
      patches.add(Arrays.copyOfRange(both, eye * plane, (eye + 1) * plane));
    }
  }

  private float[] answers(Path teacher, int threads) {
    float[] all = new float[patches.size()];
    try (OnnxEyeStateClassifier classifier =
        OnnxEyeStateClassifier.open(teacher, side, Device.CPU, threads)) {
      for (int i = 0; i < all.length; i++) {
        all[i] = classifier.closedProbability(patches.get(i), 1)[0];
      }
    }
    return all;
  }

  @Override
  public int side() {
    return side;
  }

  @Override
  public int size() {
    return patches.size();
  }

  @Override
  public float example(int index, SplittableRandom random, float[] patch) {
    System.arraycopy(patches.get(index), 0, patch, 0, patch.length);
    return closed[index];
  }
}
