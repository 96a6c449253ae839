package org.palpebra;

import org.palpebra.geometry.Box;

/** The box around 68 landmarks: from the brows to the chin, from ear to ear. */
final class LandmarkBox {
  private LandmarkBox() {}

  static Box of(float[] landmarks) {
    float left = Float.POSITIVE_INFINITY;
    float top = Float.POSITIVE_INFINITY;
    float right = Float.NEGATIVE_INFINITY;
    float bottom = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < landmarks.length; i += 2) {
      left = Math.min(left, landmarks[i]);
      right = Math.max(right, landmarks[i]);
      top = Math.min(top, landmarks[i + 1]);
      bottom = Math.max(bottom, landmarks[i + 1]);
    }
    return new Box(left, top, right - left, bottom - top);
  }

  /** Mean of width and height. */
  static double side(Box box) {
    return (box.width() + box.height()) / 2;
  }

  /** Area of the common part over the area of the smaller box. */
  static double overlap(Box a, Box b) {
    double width = Math.min(a.x() + a.width(), b.x() + b.width()) - Math.max(a.x(), b.x());
    double height = Math.min(a.y() + a.height(), b.y() + b.height()) - Math.max(a.y(), b.y());
    double smaller = Math.min(a.width() * a.height(), b.width() * b.height());
    return width > 0 && height > 0 && smaller > 0 ? width * height / smaller : 0;
  }
}
