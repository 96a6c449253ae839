package org.palpebra.examples.live;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.palpebra.FaceImage;
import org.palpebra.FaceReconstruction;
import org.palpebra.export.FaceAnimation;
import org.palpebra.export.FaceMesh;
import org.palpebra.export.GlbWriter;
import org.palpebra.export.PhotoTexture;
import org.palpebra.export.PhotoView;
import org.palpebra.geometry.HeadPose;
import org.palpebra.model.Coefficients;
import org.palpebra.onnx.opencv.VideoFrame;
import org.palpebra.tracking.TrackedFace;

/**
 * Collects one animated GLB per person: identity as known at the end, the texture from the frame in
 * which the face looks most into the camera with its eyes open, motion relative to the person's
 * first frame. Written on closing.
 */
public final class AvatarSink implements FrameSink {
  private static final int TEXTURE_SIDE = 1024;

  private final Path folder;
  private final String name;
  private final Map<Integer, Person> persons = new TreeMap<>();

  /**
   * @param name of the files: {@code NAME.glb}, {@code NAME-person2.glb} and so on
   */
  public AvatarSink(Path folder, String name) {
    this.folder = folder;
    this.name = name;
  }

  private static final class Person {
    final List<FaceAnimation.Key> keys = new ArrayList<>();
    final HeadPose origin;
    FaceReconstruction last;
    FaceReconstruction best;
    FaceImage bestFrame;
    double bestScore = Double.NEGATIVE_INFINITY;

    Person(VideoFrame frame, TrackedFace face, HeadPose head) {
      origin = head;
      last = face.smoothed();
      best = face.measured();
      bestFrame = frame.image();
    }

    void add(VideoFrame frame, TrackedFace face, HeadPose head) {
      last = face.smoothed();
      HeadPose moved =
          new HeadPose(
              head.rx(),
              head.ry(),
              head.rz(),
              head.tx() - origin.tx(),
              head.ty() - origin.ty(),
              head.tz() - origin.tz());
      keys.add(new FaceAnimation.Key(frame.seconds(), last.coefficients().expression(), moved));
      double score = score(face);
      if (score > bestScore) {
        bestScore = score;
        best = face.measured();
        bestFrame = frame.image();
      }
    }

    /** Eyes open, little turned. */
    private static double score(TrackedFace face) {
      FaceReconstruction seen = face.measured();
      double open = Math.min(seen.eyes().left().openness(), seen.eyes().right().openness());
      return Math.min(open, 1) - 2 * Math.hypot(face.placement().rx(), face.placement().ry());
    }
  }

  @Override
  public void face(VideoFrame frame, TrackedFace face, HeadPose head) {
    persons
        .computeIfAbsent(face.person(), p -> new Person(frame, face, head))
        .add(frame, face, head);
  }

  @Override
  public void none(VideoFrame frame) {
    // an animation has no gaps: the face moves evenly to its next key
  }

  @Override
  public void close() {
    persons.forEach(
        (number, person) ->
            write(folder.resolve(name + (number == 1 ? "" : "-person" + number) + ".glb"), person));
  }

  private static void write(Path file, Person person) {
    Coefficients atBest =
        person.last.coefficients().withExpression(person.best.coefficients().expression());
    new GlbWriter()
        .withAnimation(new FaceAnimation(person.keys))
        .withProvenance(person.last.provenance())
        .write(file, new FaceMesh(person.last.model(), atBest), texture(person));
  }

  private static @Nullable FaceImage texture(Person person) {
    if (person.best.model().topology().uv().length == 0) {
      return null;
    }
    return new PhotoTexture(person.best.model(), TEXTURE_SIDE)
        .bake(person.best.coefficients(), PhotoView.of(person.bestFrame, person.best));
  }
}
