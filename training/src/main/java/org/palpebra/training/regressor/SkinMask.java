package org.palpebra.training.regressor;

import org.palpebra.geometry.Similarity;

/**
 * How much each pixel of a picture shows bare skin.
 *
 * @param weights {@code byte[side·side]}, rows from the top, 0 none to 255 skin, by reference
 * @param side of the mask in pixels
 * @param maskToPhoto from pixels of the mask to those of the photo
 */
record SkinMask(byte[] weights, int side, Similarity maskToPhoto) {
  SkinMask {
    if (weights.length != side * side) {
      throw new IllegalArgumentException(weights.length + " weights of a mask of side " + side);
    }
  }

  /**
   * The mask of a crop, linearly interpolated, 0 outside.
   *
   * @return {@code float[size·size]} in [0, 1]
   */
  float[] crop(Similarity cropToPhoto, int size) {
    Similarity toMask = maskToPhoto.inverse().after(cropToPhoto);
    float[] crop = new float[size * size];
    for (int y = 0; y < size; y++) {
      for (int x = 0; x < size; x++) {
        double u = toMask.applyX(x + 0.5, y + 0.5) - 0.5;
        double v = toMask.applyY(x + 0.5, y + 0.5) - 0.5;
        crop[y * size + x] = at(u, v);
      }
    }
    return crop;
  }

  private float at(double u, double v) {
    int x = (int) Math.floor(u);
    int y = (int) Math.floor(v);
    float fx = (float) (u - x);
    float fy = (float) (v - y);
    float top = pixel(x, y) * (1 - fx) + pixel(x + 1, y) * fx;
    float bottom = pixel(x, y + 1) * (1 - fx) + pixel(x + 1, y + 1) * fx;
    return (top * (1 - fy) + bottom * fy) / 255;
  }

  private float pixel(int x, int y) {
    boolean inside = x >= 0 && y >= 0 && x < side && y < side;
    return inside ? weights[y * side + x] & 0xff : 0;
  }
}
