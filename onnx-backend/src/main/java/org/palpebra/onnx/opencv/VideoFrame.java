package org.palpebra.onnx.opencv;

import org.palpebra.FaceImage;

/**
 * A picture of a video.
 *
 * @param seconds since the first one; rises from frame to frame, not always by the same step
 */
public record VideoFrame(FaceImage image, double seconds) {}
