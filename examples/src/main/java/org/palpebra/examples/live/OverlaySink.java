package org.palpebra.examples.live;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.palpebra.FaceImage;
import org.palpebra.FaceReconstruction;
import org.palpebra.export.FaceMesh;
import org.palpebra.export.Overlay;
import org.palpebra.export.PhotoView;
import org.palpebra.geometry.HeadPose;
import org.palpebra.onnx.opencv.MotionJpeg;
import org.palpebra.onnx.opencv.VideoFrame;
import org.palpebra.tracking.TrackedFace;

/** The video with the smoothed face drawn over it, as motion JPEG at an even rate. */
public final class OverlaySink implements FrameSink {
  private final Path file;
  private final double rate;
  private @Nullable MotionJpeg video;

  public OverlaySink(Path file, double rate) {
    this.file = file;
    this.rate = rate;
  }

  @Override
  public void face(VideoFrame frame, TrackedFace face, HeadPose head) {
    FaceReconstruction smoothed = face.smoothed();
    Overlay overlay = new Overlay(frame.image());
    overlay.draw(
        FaceMesh.of(smoothed), PhotoView.of(frame.image(), smoothed), smoothed.landmarks());
    write(FaceImage.of(overlay.image()));
  }

  @Override
  public void none(VideoFrame frame) {
    write(FaceImage.of(new Overlay(frame.image()).image()));
  }

  private void write(FaceImage image) {
    if (video == null) {
      video = new MotionJpeg(file, rate, image.width(), image.height());
    }
    video.write(image);
  }

  @Override
  public void close() {
    if (video != null) {
      video.close();
    }
  }
}
