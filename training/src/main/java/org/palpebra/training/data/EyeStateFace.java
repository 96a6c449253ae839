package org.palpebra.training.data;

import java.nio.file.Path;

/**
 * A face photo of {@code cew-faces}, both of whose eyes are in one state.
 *
 * @param file 100×100 RGB
 * @param closed the label
 * @param leftEye x, y of the centre of the subject's left eye patch in pixels from the corner of
 *     the top-left pixel
 * @param rightEye likewise
 */
public record EyeStateFace(
    Path file, boolean closed, String split, float[] leftEye, float[] rightEye)
    implements Split.Item {}
