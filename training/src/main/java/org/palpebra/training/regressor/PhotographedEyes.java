package org.palpebra.training.regressor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.palpebra.FaceImage;
import org.palpebra.FaceReconstruction;
import org.palpebra.FaceReconstructor;
import org.palpebra.eyes.EyePatches;
import org.palpebra.onnx.opencv.ImageReader;
import org.palpebra.training.data.EyeStateFace;
import org.palpebra.training.eval.CenterFace;
import org.palpebra.training.train.EyeExamples;

/**
 * Eyes of whole photos, cut as the pipeline cuts them, detection included. Faces that it does not
 * find are left out. Thread-safe.
 */
final class PhotographedEyes implements EyeExamples {
  private final int side;
  private final List<float[]> patches = new ArrayList<>();
  private final List<Float> closed = new ArrayList<>();

  /**
   * Cuts the eyes.
   *
   * @param reconstructor must leave the lids as the regressor makes them, since the pipeline cuts
   *     by those landmarks
   */
  PhotographedEyes(FaceReconstructor reconstructor, List<EyeStateFace> photos, int side) {
    this.side = side;
    ImageReader reader = new ImageReader();
    for (EyeStateFace photo : photos) {
      FaceImage image = reader.read(photo.file());
      Optional<FaceReconstruction> face = CenterFace.of(image, reconstructor.reconstruct(image));
      face.ifPresent(found -> cut(image, found.landmarks(), photo.closed()));
    }
  }

  private void cut(FaceImage image, float[] landmarks, boolean shut) {
    float[] both = EyePatches.cut(image, landmarks, side, null);
    for (int at = 0; at < both.length; at += side * side) {
      patches.add(Arrays.copyOfRange(both, at, at + side * side));
      closed.add(shut ? 1f : 0f);
    }
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
    return closed.get(index);
  }
}
