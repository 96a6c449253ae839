package org.palpebra.tracking;

import org.palpebra.FaceReconstruction;

/**
 * The tracked face in a frame.
 *
 * @param person 1 for the first one; the next number whenever the face is taken for another
 *     person's ({@link FaceTracker})
 * @param detected whether a detector found the face in this frame; otherwise it was where the last
 *     frame had it
 * @param measured what this frame alone says
 * @param smoothed the same over time: identity and albedo of the person so far, pose, expression,
 *     lids and light filtered
 * @param placement of the smoothed face on the frame
 */
public record TrackedFace(
    int person,
    boolean detected,
    FaceReconstruction measured,
    FaceReconstruction smoothed,
    HeadPlacement placement) {}
