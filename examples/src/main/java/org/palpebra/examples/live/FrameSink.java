package org.palpebra.examples.live;

import java.io.IOException;
import org.palpebra.geometry.HeadPose;
import org.palpebra.onnx.opencv.VideoFrame;
import org.palpebra.tracking.TrackedFace;

/** Takes tracked frames in their order. */
public interface FrameSink extends AutoCloseable {
  /**
   * @param head the smoothed head in front of the camera
   */
  void face(VideoFrame frame, TrackedFace face, HeadPose head) throws IOException;

  /** A frame in which no face was found. */
  void none(VideoFrame frame) throws IOException;

  /** Finishes what is written. */
  @Override
  void close() throws IOException;
}
