package org.palpebra;

/**
 * One eye.
 *
 * @param closed probability in [0, 1] that the eye is closed on the photo, by the classifier
 * @param openness lid gap of the reconstruction over the lid gap of the same identity's neutral
 *     face: 0 closed, 1 as open as neutral, above 1 wide; never negative
 */
public record EyeState(float closed, float openness) {}
