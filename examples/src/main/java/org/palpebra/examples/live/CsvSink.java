package org.palpebra.examples.live;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.palpebra.export.LiveLinkFaceCsv;
import org.palpebra.geometry.HeadPose;
import org.palpebra.model.MorphableModel;
import org.palpebra.onnx.opencv.VideoFrame;
import org.palpebra.tracking.TrackedFace;

/** A file as Epic's Live Link Face records it, written row by row. */
public final class CsvSink implements FrameSink {
  private final Writer out;
  private final LiveLinkFaceCsv csv;

  /**
   * @param rate frames per second of the timecodes
   */
  public CsvSink(Path file, MorphableModel model, double rate) throws IOException {
    out = Files.newBufferedWriter(file);
    csv = new LiveLinkFaceCsv(out, model, (int) Math.max(1, Math.round(rate)));
  }

  @Override
  public void face(VideoFrame frame, TrackedFace face, HeadPose head) throws IOException {
    csv.face(frame.seconds(), face.smoothed().coefficients(), head);
  }

  @Override
  public void none(VideoFrame frame) throws IOException {
    csv.none(frame.seconds());
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
