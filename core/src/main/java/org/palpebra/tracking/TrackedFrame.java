package org.palpebra.tracking;

import java.util.Optional;

/**
 * What a {@link FaceTracker} makes of a frame.
 *
 * @param seconds the frame's time
 * @param face empty if the frame has none: nothing is made up for it
 */
public record TrackedFrame(double seconds, Optional<TrackedFace> face) {}
