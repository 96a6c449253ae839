package org.palpebra.training.facemodel;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The mean face against published adult means. The face is of neither sex, so it is held against
 * the mixture of both: mean of the means, standard deviation of the mixture.
 */
class EmbeddedProportionsTest {
  /**
   * Men's and women's mean and standard deviation in mm. NIOSH: Zhuang and Bradtmiller 2005, 3 997
   * adults. Farkas: Anthropometry of the Head and Face, 1994, adults.
   */
  enum Dimension {
    FACE_LENGTH(122.7, 7.0, 113.4, 6.1), // NIOSH, menton–sellion
    BIZYGOMATIC_BREADTH(143.5, 6.9, 135.1, 6.5), // NIOSH
    INTERCANTHAL_WIDTH(33.3, 2.7, 31.8, 2.3), // Farkas, en–en
    PALPEBRAL_FISSURE(31.3, 1.2, 30.7, 1.2), // Farkas, ex–en
    NOSE_HEIGHT(52.0, 4.1, 48.2, 3.8), // NIOSH, subnasale–sellion
    NOSE_BREADTH(36.6, 4.1, 33.2, 3.9), // NIOSH
    MOUTH_WIDTH(51.1, 4.2, 48.0, 4.0), // NIOSH, lip length
    INTERPUPILLARY_BREADTH(64.5, 3.6, 61.9, 3.5); // NIOSH

    final double mean;
    final double deviation;

    Dimension(double men, double menDeviation, double women, double womenDeviation) {
      mean = (men + women) / 2;
      double within = (menDeviation * menDeviation + womenDeviation * womenDeviation) / 2;
      deviation = Math.sqrt(within + (men - women) * (men - women) / 4);
    }
  }

  private static double[] landmark(int i) {
    return EmbeddedModel.mean(EmbeddedModel.MODEL.landmarks().vertices()[i]);
  }

  private static double between(int i, int j) {
    return Vec.distance(landmark(i), landmark(j));
  }

  /** Width of the skin in a box of heights and depths, in mm, both sides. */
  private static double width(double lowest, double highest, double back, double front, double x) {
    double most = 0;
    for (int v = 0; v < EmbeddedModel.MODEL.vertexCount(); v++) {
      double[] p = EmbeddedModel.mean(v);
      boolean inside = p[1] >= lowest && p[1] <= highest && p[2] >= back && p[2] <= front;
      if (inside && Math.abs(p[0]) < x) {
        most = Math.max(most, 2 * Math.abs(p[0]));
      }
    }
    return most;
  }

  /** The lowest point of the chin's front on the midline. */
  private static double[] menton() {
    int[] chin = EmbeddedModel.MODEL.landmarks().contours()[8];
    double[] best = landmark(8);
    for (int v : chin) {
      double[] p = EmbeddedModel.mean(v);
      double[] tip = EmbeddedModel.mean(chin[chin.length - 1]);
      if (tip[2] - p[2] < 6 && p[1] < tip[1]) {
        best = p;
        break;
      }
    }
    return best;
  }

  static double measure(Dimension dimension) {
    double subnasale = landmark(33)[2];
    double outerCorner = landmark(45)[2];
    return switch (dimension) {
      case FACE_LENGTH -> Vec.distance(landmark(27), menton());
      // The arches' widest point lies 30–45 mm behind the eyes' outer corners, below them.
      case BIZYGOMATIC_BREADTH ->
          width(0, 25, outerCorner - 45, outerCorner - 38, Double.MAX_VALUE);
      case INTERCANTHAL_WIDTH -> between(39, 42);
      case PALPEBRAL_FISSURE -> between(42, 45);
      case NOSE_HEIGHT -> between(27, 33);
      // The wings' widest point, in front of the crease to the cheek.
      case NOSE_BREADTH -> width(-12, 0, subnasale - 6, subnasale + 10, 25);
      case MOUTH_WIDTH -> between(48, 54);
      case INTERPUPILLARY_BREADTH -> {
        float[] left = EmbeddedModel.MODEL.leftLid().eyeballCenter();
        float[] right = EmbeddedModel.MODEL.rightLid().eyeballCenter();
        yield left[0] - right[0];
      }
    };
  }

  @ParameterizedTest
  @EnumSource(Dimension.class)
  void meanFaceIsWithinOneDeviation(Dimension dimension) {
    double value = measure(dimension);
    assertTrue(
        Math.abs(value - dimension.mean) <= dimension.deviation,
        "%s is %.1f mm, published %.1f ± %.1f"
            .formatted(dimension, value, dimension.mean, dimension.deviation));
  }
}
