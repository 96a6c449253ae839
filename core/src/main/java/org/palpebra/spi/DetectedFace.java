package org.palpebra.spi;

import org.palpebra.geometry.Box;

/**
 * A face on a photo.
 *
 * @param box a square about the tip of the nose, about 140 mm across at the face: from the brows to
 *     the chin and a little more; the first crop of the canonical alignment is {@link
 *     #CROP_PER_BOX} times as large; in photo pixels, may reach beyond the photo
 * @param score in (0, 1], how probable a face is as far as the detector can tell; from {@link
 *     #SURE} it is taken for one without a check
 * @param points five points {@code x,y} (subject's right eye centre, left eye centre, nose tip,
 *     right and left mouth corner), or empty if the detector gives none
 */
public record DetectedFace(Box box, float score, float[] points) {
  public static final float SURE = 0.88f;

  /** Side of the canonical crop (175 mm) over the side of the box (140 mm). */
  public static final float CROP_PER_BOX = 1.25f;
}
