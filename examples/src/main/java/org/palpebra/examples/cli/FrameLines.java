package org.palpebra.examples.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.palpebra.EyeState;
import org.palpebra.EyeStates;
import org.palpebra.examples.live.FrameSink;
import org.palpebra.geometry.HeadPose;
import org.palpebra.onnx.opencv.VideoFrame;
import org.palpebra.tracking.TrackedFace;

/** One line of JSON per frame; its keys are a contract. */
final class FrameLines implements FrameSink {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Writer out;
  private long frames;

  FrameLines(Path file) throws IOException {
    out = Files.newBufferedWriter(file);
  }

  @Override
  public void face(VideoFrame frame, TrackedFace face, HeadPose head) throws IOException {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("person", face.person());
    json.put("detected", face.detected());
    json.put("box", face.smoothed().box());
    json.put("landmarks", FaceJson.pairs(face.smoothed().landmarks()));
    json.put("eyes", eyes(face.smoothed().eyes(), face.measured().eyes()));
    json.put("head", head);
    json.put("placement", face.placement());
    json.put("expression", face.smoothed().coefficients().expression());
    line(frame, json);
  }

  private static Map<String, Object> eyes(EyeStates smoothed, EyeStates measured) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("left", eye(smoothed.left(), measured.left()));
    json.put("right", eye(smoothed.right(), measured.right()));
    return json;
  }

  private static Map<String, Object> eye(EyeState smoothed, EyeState measured) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("closed", measured.closed());
    json.put("openness", smoothed.openness());
    json.put("measuredOpenness", measured.openness());
    return json;
  }

  @Override
  public void none(VideoFrame frame) throws IOException {
    line(frame, null);
  }

  private void line(VideoFrame frame, @org.jspecify.annotations.Nullable Object face)
      throws IOException {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("frame", frames++);
    json.put("seconds", frame.seconds());
    json.put("face", face);
    out.write(JSON.writeValueAsString(json));
    out.write('\n');
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
