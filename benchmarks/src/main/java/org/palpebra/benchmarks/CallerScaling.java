package org.palpebra.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.palpebra.FaceReconstruction;
import org.palpebra.FaceReconstructor;
import org.palpebra.training.synthetic.SyntheticFace;

/** One reconstructor called by many threads, each result compared to that of a lone caller. */
final class CallerScaling {
  private static final int PHOTOS = 4;

  /** How often each photo is reconstructed before; a detection is long enough by itself. */
  private static final int WARM_UP = 20;

  private static final int DETECTION_WARM_UP = 1;

  private final FaceReconstructor reconstructor;
  private final boolean detection;
  private final List<GroupPhoto> photos = new ArrayList<>();
  private final List<List<FaceReconstruction>> alone = new ArrayList<>();

  /**
   * @param perSecond median of the rounds
   * @param ratio to the fewest callers in the same round, median
   * @param latency of a call, of all rounds, milliseconds
   * @param compared how many calls
   * @param largestDifference of any number from the lone caller's; 0 if all are equal to the bit
   */
  record Row(
      int callers,
      double perSecond,
      double ratio,
      Samples.Spread latency,
      int compared,
      double largestDifference) {}

  /**
   * @param detection whether the detector looks for the faces or is told
   */
  CallerScaling(FaceReconstructor reconstructor, boolean detection) {
    this.reconstructor = reconstructor;
    this.detection = detection;
    int crop = reconstructor.camera().size();
    for (SyntheticFace face : GroupPhoto.portraits(reconstructor, PHOTOS, GroupPhoto.TILE)) {
      photos.add(GroupPhoto.of(List.of(face), 1, crop));
    }
    for (int i = 0; i < (detection ? DETECTION_WARM_UP : WARM_UP); i++) {
      alone.clear();
      photos.forEach(photo -> alone.add(call(photo)));
    }
  }

  private List<FaceReconstruction> call(GroupPhoto photo) {
    return detection
        ? reconstructor.reconstruct(photo.photo())
        : reconstructor.reconstruct(photo.photo(), photo.faces());
  }

  /**
   * Measures each number of callers in turn, round after round.
   *
   * @param counts ascending
   */
  List<Row> measure(List<Integer> counts, int rounds, Duration window) {
    Map<Integer, List<Window>> measured = new LinkedHashMap<>();
    for (int round = 0; round < rounds; round++) {
      for (int callers : counts) {
        measured
            .computeIfAbsent(callers, n -> new ArrayList<>())
            .add(during(callers, window.toNanos(), Integer.MAX_VALUE));
      }
    }
    List<Window> one = measured.getOrDefault(counts.get(0), List.of());
    List<Row> rows = new ArrayList<>();
    measured.forEach((callers, windows) -> rows.add(row(callers, windows, one)));
    return rows;
  }

  /** Makes that many calls from each thread. */
  void call(int callers, int callsPerThread) {
    during(callers, Long.MAX_VALUE / 2, callsPerThread);
  }

  private static Row row(int callers, List<Window> windows, List<Window> one) {
    Samples perSecond = new Samples();
    Samples ratios = new Samples();
    Samples latency = new Samples();
    double difference = 0;
    for (int round = 0; round < windows.size(); round++) {
      Window window = windows.get(round);
      perSecond.add(window.perSecond);
      ratios.add(window.perSecond / one.get(round).perSecond);
      latency.addAll(window.latency);
      difference = Math.max(difference, window.difference);
    }
    Samples.Spread calls = latency.spread();
    return new Row(callers, perSecond.median(), ratios.median(), calls, calls.count(), difference);
  }

  /** What happened in one window of time. */
  private record Window(double perSecond, Samples latency, double difference) {}

  private Window during(int callers, long nanos, int most) {
    ExecutorService pool = Executors.newFixedThreadPool(callers);
    try {
      long start = System.nanoTime();
      List<Future<Window>> running = new ArrayList<>();
      for (int i = 0; i < callers; i++) {
        int first = i;
        running.add(pool.submit(() -> calls(first, start, nanos, most)));
      }
      Samples latency = new Samples();
      double perSecond = 0;
      double difference = 0;
      for (Future<Window> caller : running) {
        Window window = caller.get();
        latency.addAll(window.latency);
        perSecond += window.perSecond;
        difference = Math.max(difference, window.difference);
      }
      return new Window(perSecond, latency, difference);
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException("a caller failed", e);
    } finally {
      pool.shutdownNow();
    }
  }

  private Window calls(int first, long start, long nanos, int most) {
    Samples latency = new Samples();
    double difference = 0;
    long end = start;
    int count = 0;
    for (int i = first; count < most && end - start < nanos; i++) {
      long before = System.nanoTime();
      List<FaceReconstruction> faces = call(photos.get(i % photos.size()));
      end = System.nanoTime();
      latency.add((end - before) / 1e6);
      difference = Math.max(difference, difference(alone.get(i % alone.size()), faces));
      count++;
    }
    return new Window(count / ((end - start) / 1e9), latency, difference);
  }

  /** The largest difference of any coefficient, landmark or openness; infinite if faces miss. */
  static double difference(List<FaceReconstruction> a, List<FaceReconstruction> b) {
    if (a.size() != b.size()) {
      return Double.POSITIVE_INFINITY;
    }
    double largest = 0;
    for (int i = 0; i < a.size(); i++) {
      largest = Math.max(largest, difference(numbers(a.get(i)), numbers(b.get(i))));
    }
    return largest;
  }

  private static float[][] numbers(FaceReconstruction face) {
    return new float[][] {
      face.coefficients().values(),
      face.landmarks(),
      {
        face.eyes().left().closed(),
        face.eyes().right().closed(),
        face.eyes().left().openness(),
        face.eyes().right().openness()
      }
    };
  }

  private static double difference(float[][] a, float[][] b) {
    double largest = 0;
    for (int i = 0; i < a.length; i++) {
      for (int k = 0; k < a[i].length; k++) {
        largest = Math.max(largest, Math.abs((double) a[i][k] - b[i][k]));
      }
    }
    return largest;
  }
}
