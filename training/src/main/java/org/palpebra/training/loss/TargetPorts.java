package org.palpebra.training.loss;

import java.util.List;
import org.palpebra.model.LandmarkScheme;

/** The inputs that faces are compared with, described once for all losses. */
final class TargetPorts {
  private TargetPorts() {}

  /** The inputs, by the names that {@link HybridTargets#of} expects. */
  static List<LossPort> all(int size) {
    return List.of(image(size), skin(size), triangles(size), landmarks(), confidence(), pairs());
  }

  static LossPort image(int size) {
    return LossPort.real("image", "RGB in [0, 1]", "the crops, row by row", 3, size, size);
  }

  static LossPort skin(int size) {
    return LossPort.real("skin", "weight", "1 on skin, 0 elsewhere", 1, size, size);
  }

  static LossPort triangles(int size) {
    return LossPort.integer(
        HybridTargets.TRIANGLES,
        "triangle index",
        "which triangle of the predicted face each pixel shows, row by row, -1 for none",
        size * size);
  }

  static LossPort landmarks() {
    return LossPort.real(
        "landmarks",
        "crop pixels, origin at the top-left corner, y down",
        "the 68 landmarks of the photo",
        LandmarkScheme.COUNT,
        2);
  }

  static LossPort confidence() {
    return LossPort.real(
        "landmark_weights",
        "weight",
        "factors of the landmarks' weights, 0 for unknown",
        LandmarkScheme.COUNT);
  }

  static LossPort pairs() {
    return LossPort.real(
        "pair_weights",
        "weight",
        "masks of lid pairs (37,41) (38,40) (43,47) (44,46) and lip pairs (61,67) (62,66) (63,65)",
        LandmarkPairs.lidsAndLips().count());
  }
}
