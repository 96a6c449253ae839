package org.palpebra.training.graph.io;

import java.util.stream.IntStream;

/**
 * One axis of a Resize.
 *
 * @param extent of the source
 * @param size of the result
 * @param scale as the file gives it, or size / extent
 */
record ResizedAxis(int extent, int size, float scale) {

  /** Where each result lies on the source axis; in single precision, as the runtime has it. */
  double[] positions(String transform) {
    return IntStream.range(0, size).mapToDouble(i -> position(transform, i)).toArray();
  }

  private float position(String transform, int i) {
    return switch (transform) {
      case "half_pixel" -> halfPixel(i);
      case "pytorch_half_pixel" -> size > 1 ? halfPixel(i) : 0;
      case "half_pixel_symmetric" -> {
        float adjustment = size / (scale * extent);
        yield extent / 2f * (1 - adjustment) + halfPixel(i);
      }
      case "align_corners" -> size == 1 ? 0 : (float) i * (extent - 1) / (size - 1);
      case "asymmetric" -> i / scale;
      default -> throw new IllegalArgumentException("coordinate_transformation_mode=" + transform);
    };
  }

  private float halfPixel(int i) {
    return (i + 0.5f) / scale - 0.5f;
  }
}
