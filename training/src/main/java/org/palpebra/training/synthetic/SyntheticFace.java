package org.palpebra.training.synthetic;

import org.palpebra.FaceImage;
import org.palpebra.geometry.Similarity;
import org.palpebra.model.Coefficients;

/**
 * A rendered photo and the truth about it.
 *
 * @param coefficients pose relative to the canonical crop: no translation, no roll
 * @param cropToPhoto from the canonical crop's pixels to the photo's
 * @param landmarks {@code float[136]} in photo pixels
 * @param leftOpenness lid openness ({@link org.palpebra.eyes.LidOpenness}) of the subject's left
 *     eye
 * @param rightOpenness of the right eye
 * @param skin {@code byte[]} of as many elements as the photo has pixels, rows from the top: 255
 *     where bare skin is seen, 0 where hair, glasses, eyes, the mouth or what is behind; between at
 *     edges. By reference
 */
public record SyntheticFace(
    FaceImage photo,
    Coefficients coefficients,
    Similarity cropToPhoto,
    float[] landmarks,
    float leftOpenness,
    float rightOpenness,
    byte[] skin) {}
