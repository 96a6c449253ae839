package org.palpebra.spi;

import org.palpebra.geometry.Box;

/**
 * A face on a photo.
 *
 * @param box about from the brows to the chin and between the ears, in pixels
 * @param score in (0, 1], comparable within one detector only
 * @param points five points {@code x,y} (subject's right eye centre, left eye centre, nose tip,
 *     right and left mouth corner), or empty if the detector gives none
 */
public record DetectedFace(Box box, float score, float[] points) {}
