package org.palpebra.training.eval;

import java.util.Comparator;
import java.util.Optional;
import org.palpebra.FaceImage;
import org.palpebra.FaceReconstruction;
import org.palpebra.FaceReconstructor;
import org.palpebra.geometry.Box;

/** The face that a crop of a data set is about: the one nearest to its centre. */
public final class CenterFace {
  private CenterFace() {}

  /** Of the faces that are found on an image; empty if there is none. */
  public static Optional<FaceReconstruction> of(FaceImage image, FaceReconstructor reconstructor) {
    return reconstructor.reconstruct(image).stream()
        .min(
            Comparator.comparingDouble(
                face -> distance(face.box(), image.width() / 2.0, image.height() / 2.0)));
  }

  private static double distance(Box box, double x, double y) {
    return Math.hypot(box.centerX() - x, box.centerY() - y);
  }
}
