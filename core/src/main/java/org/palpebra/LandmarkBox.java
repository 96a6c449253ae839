package org.palpebra;

import org.palpebra.geometry.Box;

/** What is measured on boxes around 68 landmarks: from the brows to the chin, from ear to ear. */
final class LandmarkBox {
  private LandmarkBox() {}

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
