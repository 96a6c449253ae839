package org.palpebra.training.synthetic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.palpebra.FaceImage;
import org.palpebra.FaceReconstruction;
import org.palpebra.FaceReconstructor;
import org.palpebra.geometry.HeadPose;
import org.palpebra.onnx.Device;
import org.palpebra.onnx.FaceReconstructors;
import org.palpebra.tracking.FaceTracker;
import org.palpebra.tracking.HeadPlacement;
import org.palpebra.tracking.TrackedFace;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What tracking does to a rendered face with sensor noise at 30 frames a second. */
class TrackingOfClipsTest {
  private static final Logger LOG = LoggerFactory.getLogger(TrackingOfClipsTest.class);
  private static final double RATE = 30;
  private static final int SIZE = 320;
  private static final HeadPose STILL = new HeadPose(0.05f, -0.1f, 0, 0, 0, 0);

  /** Frames in which the person gets known. */
  private static final int SETTLING = 30;

  private static FaceReconstructor reconstructor;

  @BeforeAll
  static void open() {
    reconstructor = FaceReconstructors.builder().device(Device.CPU).threads(1).open();
  }

  @AfterAll
  static void close() {
    reconstructor.close();
  }

  /** A blink that begins at {@code start} seconds. */
  private record Blink(double start, double duration) {
    boolean covers(double seconds) {
      return seconds > start && seconds < start + duration;
    }

    /** The blink and what filters may still owe it afterwards. */
    boolean near(double seconds) {
      return seconds > start - 1 / RATE && seconds < start + duration + 3 / RATE;
    }
  }

  private record Clip(long seed, double sigma, int frames, List<Blink> blinks) {
    double closure(double seconds) {
      return blinks.stream()
          .mapToDouble(b -> SyntheticClip.closure(seconds - b.start, b.duration))
          .max()
          .orElse(0);
    }

    List<TrackedFace> track(Function<Double, HeadPose> pose) {
      SyntheticClip clip =
          new SyntheticClip(reconstructor.model(), reconstructor.camera(), SIZE, seed);
      Map<String, FaceImage> rendered = new HashMap<>();
      FaceTracker tracker = new FaceTracker(reconstructor);
      Random noise = new Random(seed);
      List<TrackedFace> tracked = new ArrayList<>();
      for (int i = 0; i < frames; i++) {
        double seconds = i / RATE;
        double openness = 1 - closure(seconds);
        HeadPose head = pose.apply(seconds);
        FaceImage picture =
            rendered.computeIfAbsent(
                openness + " " + head, k -> clip.frame(openness, openness, head).photo());
        tracked.add(
            tracker
                .track(SyntheticClip.noisy(picture, sigma, noise), seconds)
                .face()
                .orElseThrow(() -> new AssertionError("no face at " + seconds + " s, " + this)));
      }
      assertEquals(1, tracked.get(frames - 1).person(), toString());
      return tracked;
    }
  }

  /** Blinks of 100 to 150 ms, 0.5 s apart and more, at times that do not fit the frames. */
  private static Clip blinking(long seed, double sigma, int count) {
    Random random = new Random(seed);
    List<Blink> blinks = new ArrayList<>();
    double start = SETTLING / RATE + 1;
    for (int i = 0; i < count; i++) {
      blinks.add(new Blink(start, i == 0 ? 0.1 : 0.1 + 0.05 * random.nextDouble()));
      start += 0.5 + 0.1 * random.nextDouble();
    }
    return new Clip(seed, sigma, (int) (start * RATE), blinks);
  }

  /**
   * Root mean square distance of the landmarks from where they are on average, in percent of the
   * outer eye corners' distance.
   */
  private static double jitter(
      List<TrackedFace> faces, Function<TrackedFace, FaceReconstruction> of) {
    List<float[]> all = faces.stream().map(f -> of.apply(f).landmarks()).toList();
    double[] mean = new double[136];
    for (float[] landmarks : all) {
      for (int i = 0; i < 136; i++) {
        mean[i] += landmarks[i] / all.size();
      }
    }
    double squares = 0;
    for (float[] landmarks : all) {
      for (int i = 0; i < 136; i++) {
        squares += Math.pow(landmarks[i] - mean[i], 2);
      }
    }
    double eyes = Math.hypot(mean[90] - mean[72], mean[91] - mean[73]);
    return 100 * Math.sqrt(squares / (68 * all.size())) / eyes;
  }

  private static void assertStill(Clip clip, List<TrackedFace> still) {
    double measured = jitter(still, TrackedFace::measured);
    double smoothed = jitter(still, TrackedFace::smoothed);
    String figures =
        "jitter %.3f %%, measured frame by frame %.3f %%, %s".formatted(smoothed, measured, clip);
    LOG.info(figures);
    assertTrue(smoothed <= 0.15, figures);
    assertTrue(smoothed <= measured, figures);
  }

  private static void assertBlinksKept(Clip clip, List<TrackedFace> tracked) {
    double worst = 0;
    for (boolean left : new boolean[] {true, false}) {
      ToDoubleFunction<FaceReconstruction> eye =
          f -> (left ? f.eyes().left() : f.eyes().right()).openness();
      double open =
          tracked.subList(SETTLING, 2 * SETTLING).stream()
              .mapToDouble(f -> eye.applyAsDouble(f.measured()))
              .average()
              .orElseThrow();
      for (Blink blink : clip.blinks) {
        double measured = open;
        double smoothed = open;
        for (int i = 0; i < tracked.size(); i++) {
          if (blink.near(i / RATE)) {
            measured = Math.min(measured, eye.applyAsDouble(tracked.get(i).measured()));
            smoothed = Math.min(smoothed, eye.applyAsDouble(tracked.get(i).smoothed()));
          }
        }
        String where =
            "%s eye, %s: open %.3f, measured down to %.3f, smoothed to %.3f, %s"
                .formatted(left ? "left" : "right", blink, open, measured, smoothed, clip);
        worst = Math.max(worst, 1 - (open - smoothed) / (open - measured));
        assertTrue(smoothed < 0.5 * open, "not found: " + where);
        assertTrue(open - smoothed >= 0.9 * (open - measured), "less closed: " + where);
      }
      for (int i = SETTLING; i < tracked.size(); i++) {
        double seconds = i / RATE;
        if (clip.blinks.stream().noneMatch(b -> b.near(seconds))) {
          double now = eye.applyAsDouble(tracked.get(i).smoothed());
          assertTrue(now > 0.5 * open, "%.3f open at %.2f s, %s".formatted(now, seconds, clip));
        }
      }
    }
    LOG.info("blinks lose at most {} of their closure, {}", worst, clip);
  }

  /** How far the head seems to move in blinks: root mean square of angles and place. */
  private static double drift(
      Clip clip, List<TrackedFace> tracked, Function<TrackedFace, HeadPlacement> of) {
    double[] rest = new double[5];
    for (TrackedFace face : tracked.subList(SETTLING, 2 * SETTLING)) {
      double[] now = numbers(of.apply(face));
      for (int k = 0; k < rest.length; k++) {
        rest[k] += now[k] / SETTLING;
      }
    }
    double squares = 0;
    int count = 0;
    for (int i = SETTLING; i < tracked.size(); i++) {
      double seconds = i / RATE;
      if (clip.blinks.stream().anyMatch(b -> b.near(seconds))) {
        double[] now = numbers(of.apply(tracked.get(i)));
        for (int k = 0; k < rest.length; k++) {
          squares += Math.pow(now[k] - rest[k], 2);
        }
        count++;
      }
    }
    return Math.sqrt(squares / count);
  }

  /** Radians, and units of 100 mm. */
  private static double[] numbers(HeadPlacement head) {
    double unit = 100 * head.scale();
    return new double[] {head.rx(), head.ry(), head.rz(), head.x() / unit, head.y() / unit};
  }

  private static void assertNoMoreDrift(Clip clip, List<TrackedFace> tracked) {
    double measured = drift(clip, tracked, f -> HeadPlacement.of(f.measured()));
    double smoothed = drift(clip, tracked, TrackedFace::placement);
    String figures = "drift %.5f, measured %.5f, %s".formatted(smoothed, measured, clip);
    LOG.info(figures);
    assertTrue(smoothed <= measured, figures);
  }

  @Test
  void aStillFaceHardlyJittersAndBlinksAreKept() {
    Clip clip = blinking(WinkFaces.UNSEEN + 1, 4, 3);
    List<TrackedFace> tracked = clip.track(seconds -> STILL);
    assertStill(clip, tracked.subList(SETTLING, 2 * SETTLING));
    assertBlinksKept(clip, tracked);
    assertNoMoreDrift(clip, tracked);
  }

  @Test
  @Tag("slow")
  void fiveFacesAndTwentyBlinksEach() {
    for (int face = 0; face < 5; face++) {
      for (double sigma : new double[] {2, 6}) {
        Clip clip = blinking(WinkFaces.UNSEEN + 10 + face, sigma, 20);
        List<TrackedFace> tracked = clip.track(seconds -> STILL);
        assertStill(clip, tracked.subList(SETTLING, 2 * SETTLING));
        assertBlinksKept(clip, tracked);
        assertNoMoreDrift(clip, tracked);
      }
    }
  }

  @Test
  @Tag("slow")
  void blinksOfAMovingHeadAreKept() {
    for (int face = 0; face < 3; face++) {
      Clip clip = blinking(WinkFaces.UNSEEN + 20 + face, 4, 12);
      assertBlinksKept(clip, clip.track(TrackingOfClipsTest::turning));
    }
  }

  /** Up to 20° aside and 6 mm, at up to 60° and 20 mm per second. */
  private static HeadPose turning(double seconds) {
    return new HeadPose(
        0.05f,
        (float) (0.35 * Math.sin(3 * seconds)),
        0,
        (float) (6 * Math.sin(3.3 * seconds)),
        0,
        0);
  }
}
