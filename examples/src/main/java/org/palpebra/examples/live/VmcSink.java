package org.palpebra.examples.live;

import org.palpebra.geometry.HeadPose;
import org.palpebra.onnx.opencv.VideoFrame;
import org.palpebra.tracking.TrackedFace;

/** Sends frames by the VMC protocol as they come. Owns the sender. */
public final class VmcSink implements FrameSink {
  private final VmcSender sender;

  public VmcSink(VmcSender sender) {
    this.sender = sender;
  }

  @Override
  public void face(VideoFrame frame, TrackedFace face, HeadPose head) {
    sender.face(frame.seconds(), face.smoothed().coefficients(), head);
  }

  @Override
  public void none(VideoFrame frame) {
    sender.none(frame.seconds());
  }

  @Override
  public void close() {
    sender.close();
  }
}
