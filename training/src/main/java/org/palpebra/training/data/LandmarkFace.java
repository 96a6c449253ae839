package org.palpebra.training.data;

import java.nio.file.Path;

/**
 * A face crop with 68 annotated landmarks ({@code faces68}, {@code landmarks300w}).
 *
 * @param person who it shows; nobody is in two splits
 * @param width of the crop in pixels
 * @param height of the crop in pixels
 * @param landmarks {@code float[136]}, x, y interleaved, pixels from the corner of the top-left
 *     pixel, y down; stored by reference
 */
public record LandmarkFace(
    Path file, String person, String split, int width, int height, float[] landmarks)
    implements Split.Item {}
