package org.palpebra.tracking;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.palpebra.FaceImage;
import org.palpebra.FaceReconstruction;
import org.palpebra.FaceReconstructor;
import org.palpebra.Stage;
import org.palpebra.StageListener;
import org.palpebra.eyes.LidRefinement;
import org.palpebra.geometry.Box;

/**
 * Follows one face through a video: the largest one of the first frame that has any.
 *
 * <p>While the face is where the last frame had it, nothing is detected. A few times a second, and
 * whenever much has changed since the last frame, the regressor's check ({@link
 * FaceReconstructor#checksFaces}) tells whether that still is a face; a regressor without check has
 * the face detected again instead, once a second and at such changes. When the face is lost, the
 * next frames are searched, beginning with this one. A frame without a face is reported as such.
 *
 * <p>Identity and albedo are averaged over the person's frames, everything else is smoothed by
 * {@link OneEuroFilter}s ({@link Smoothing}), which start afresh whenever the face was detected
 * anew. The average starts afresh for another person. The regressor is no recogniser, so that is
 * decided with caution: a face is another person's if none was seen for a second, if it is detected
 * elsewhere than the last one, or if its identity is very unlike the person's so far (for a while,
 * if it was followed).
 *
 * <p>Not thread-safe; one tracker per video. It does not own the reconstructor.
 */
public final class FaceTracker {
  /** How often a detected face is reconstructed again in its frame. */
  private static final int SETTLING = 8;

  /** Seconds between two checks of the followed face. */
  private static final double CHECK_AFTER = 0.25;

  /**
   * Root mean square change of the identity, from one frame to the next, beyond which it is asked
   * at once whether that still is a face. Rendered faces in motion stay below 0.18; where a face
   * has given way to something else it is 0.3 and more.
   */
  private static final double NEW_IDENTITY = 0.25;

  /** Likewise the landmarks' mean shift, in sides of their box: below 0.025, above 0.055. */
  private static final double NEW_PLACE = 0.04;

  /** Seconds after which a face is detected again if there is no check. */
  private static final double DETECT_AFTER = 1;

  /** Seconds without a face after which the next one is another person. */
  static final double FORGET_AFTER = 1;

  /** Seconds for which a followed face must be unlike to be another person. */
  private static final double UNLIKE_FOR = 0.2;

  /** Seconds that the first frame stands for. */
  private static final double FIRST_STEP = 1.0 / 30;

  private final FaceReconstructor reconstructor;
  private final Smoothing smoothing;
  private final StageListener stages;
  private final LidRefinement lids;
  private @Nullable FaceReconstruction seen;
  private double seenAt;
  private boolean inView;
  private @Nullable FaceSmoother person;
  private int persons;
  private double now = Double.NaN;
  private double assured = Double.NEGATIVE_INFINITY;
  private double unlikeSince = Double.POSITIVE_INFINITY;

  /** With the default smoothing. */
  public FaceTracker(FaceReconstructor reconstructor) {
    this(reconstructor, Smoothing.DEFAULT, StageListener.NONE);
  }

  /**
   * @param stages is told how long filtering takes; the reconstructor has its own listener
   */
  public FaceTracker(FaceReconstructor reconstructor, Smoothing smoothing, StageListener stages) {
    this.reconstructor = reconstructor;
    this.smoothing = smoothing;
    this.stages = stages;
    lids = new LidRefinement(reconstructor.model());
  }

  /**
   * Finds the face in the next frame.
   *
   * @param seconds the frame's time, later than the last one's; steps may differ in length
   * @throws IllegalArgumentException if the time does not rise
   */
  public TrackedFrame track(FaceImage frame, double seconds) {
    if (!Double.isFinite(seconds) || seconds <= now) {
      throw new IllegalArgumentException(
          "frame times must be finite and rise, got %s s after %s s".formatted(seconds, now));
    }
    double step = Double.isNaN(now) ? FIRST_STEP : seconds - now;
    now = seconds;
    Optional<FaceReconstruction> followed = follow(frame);
    FaceReconstruction measured = followed.or(() -> detect(frame)).orElse(null);
    inView = measured != null;
    if (measured == null) {
      return new TrackedFrame(seconds, Optional.empty());
    }
    long start = System.nanoTime();
    FaceSmoother smoother = smoother(measured, followed.isPresent());
    seen = measured;
    seenAt = seconds;
    FaceSmoother.Smoothed smoothed = smoother.smooth(measured, seconds, step);
    stages.took(Stage.FILTER, System.nanoTime() - start);
    return new TrackedFrame(
        seconds,
        Optional.of(
            new TrackedFace(
                persons, followed.isEmpty(), measured, smoothed.face(), smoothed.placement())));
  }

  private Optional<FaceReconstruction> follow(FaceImage frame) {
    FaceReconstruction before = seen;
    boolean checks = reconstructor.checksFaces();
    double since = now - assured;
    if (before == null || !inView || (!checks && since >= DETECT_AFTER)) {
      return Optional.empty();
    }
    boolean due = checks && since >= CHECK_AFTER;
    Optional<FaceReconstruction> face = reconstructor.follow(frame, before, due);
    if (due) {
      assured = now;
      return face;
    }
    if (face.isEmpty() || !surprising(face.get(), before)) {
      return face;
    }
    assured = now;
    return checks ? reconstructor.follow(frame, before, true) : Optional.empty();
  }

  /** Whether more has changed since the last frame than a face in motion does. */
  private static boolean surprising(FaceReconstruction now, FaceReconstruction before) {
    Box box = before.box();
    return RunningMean.distance(now.coefficients().identity(), before.coefficients().identity())
            > NEW_IDENTITY
        || landmarkShift(now.landmarks(), before.landmarks())
            > NEW_PLACE * (box.width() + box.height()) / 2;
  }

  private static double landmarkShift(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i += 2) {
      sum += Math.hypot(a[i] - b[i], a[i + 1] - b[i + 1]);
    }
    return 2 * sum / a.length;
  }

  private Optional<FaceReconstruction> detect(FaceImage frame) {
    assured = now;
    List<FaceReconstruction> faces = reconstructor.reconstruct(frame);
    FaceReconstruction before = seen;
    Optional<FaceReconstruction> chosen =
        before == null || now - seenAt > FORGET_AFTER
            ? faces.stream().findFirst()
            : faces.stream().min(Comparator.comparingDouble(face -> distance(face, before)));
    return chosen.map(face -> settled(frame, face));
  }

  /**
   * A detected face's crop is only roughly where the regressor would have it; following moves it
   * there. Done at once, or the face would seem to move in the next frames.
   */
  private FaceReconstruction settled(FaceImage frame, FaceReconstruction detected) {
    FaceReconstruction face = detected;
    for (int i = 0; i < SETTLING; i++) {
      face = reconstructor.follow(frame, face, false).orElse(face);
    }
    return face;
  }

  private static double distance(FaceReconstruction a, FaceReconstruction b) {
    return Math.hypot(a.box().centerX() - b.box().centerX(), a.box().centerY() - b.box().centerY());
  }

  /** The person's; a new one for a new person. */
  private FaceSmoother smoother(FaceReconstruction measured, boolean followed) {
    FaceSmoother known = person;
    if (known != null && !another(known, measured, followed)) {
      if (!followed) {
        known.interrupt();
      }
      return known;
    }
    persons++;
    unlikeSince = Double.POSITIVE_INFINITY;
    FaceSmoother fresh =
        new FaceSmoother(reconstructor.model(), lids, measured.coefficients().layout(), smoothing);
    person = fresh;
    return fresh;
  }

  private boolean another(FaceSmoother known, FaceReconstruction measured, boolean followed) {
    boolean unlike = known.unlike(measured);
    unlikeSince = unlike ? Math.min(unlikeSince, now) : Double.POSITIVE_INFINITY;
    FaceReconstruction before = seen;
    if (followed || before == null) {
      return now - unlikeSince >= UNLIKE_FOR;
    }
    Box box = before.box();
    return unlike
        || now - seenAt > FORGET_AFTER
        || distance(measured, before) > Math.max(box.width(), box.height());
  }
}
