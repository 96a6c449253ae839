package org.palpebra.training.regressor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.palpebra.FaceImage;
import org.palpebra.FaceReconstruction;
import org.palpebra.FaceReconstructor;
import org.palpebra.onnx.opencv.ImageReader;
import org.palpebra.training.data.EyeStateFace;
import org.palpebra.training.eval.CenterFace;
import org.palpebra.training.train.EyeExamples;
import org.palpebra.training.train.StoredEyes;

/**
 * Eyes of whole photos, cut as the pipeline cuts them, detection included. Faces that it does not
 * find are left out.
 */
final class PhotographedEyes {
  private PhotographedEyes() {}

  /**
   * Cuts the eyes.
   *
   * @param reconstructor must leave the lids as the regressor makes them, since the pipeline cuts
   *     by those landmarks
   */
  static EyeExamples cut(FaceReconstructor reconstructor, List<EyeStateFace> photos, int side) {
    List<float[]> patches = new ArrayList<>();
    List<Float> closed = new ArrayList<>();
    ImageReader reader = new ImageReader();
    for (EyeStateFace photo : photos) {
      FaceImage image = reader.read(photo.file());
      Optional<FaceReconstruction> face = CenterFace.of(image, reconstructor);
      if (face.isPresent()) {
        for (float[] eye : StoredEyes.pair(image, face.get().landmarks(), side)) {
          patches.add(eye);
          closed.add(photo.closed() ? 1f : 0f);
        }
      }
    }
    return new StoredEyes(side, patches, closed);
  }
}
