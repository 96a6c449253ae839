package org.palpebra.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.palpebra.FaceReconstruction;
import org.palpebra.FaceReconstructor;
import org.palpebra.training.synthetic.SyntheticFace;

/** What a face costs when there are several on a photo, with detection and without. */
final class GroupCosts {
  private final Reconstructors reconstructors;
  private final Map<Integer, GroupPhoto> photos = new TreeMap<>();

  /**
   * Times per face that is on the photo.
   *
   * @param faces on the photo
   * @param detection whether the detector looked for them
   * @param found how many came out
   * @param threads of networks and detector
   */
  record Row(
      int faces,
      boolean detection,
      int found,
      int threads,
      Map<String, Samples.Spread> millisecondsPerFace) {}

  GroupCosts(Reconstructors reconstructors, List<Integer> counts) {
    this.reconstructors = reconstructors;
    FaceReconstructor one = reconstructors.of(1);
    int most = counts.stream().mapToInt(Integer::intValue).max().orElseThrow();
    List<SyntheticFace> portraits = GroupPhoto.portraits(one, most, GroupPhoto.TILE);
    for (int count : counts) {
      photos.put(count, GroupPhoto.of(portraits, count, one.camera().size()));
    }
  }

  /** Every number of faces in turn, round after round. */
  List<Row> measure(int rounds) {
    List<Cell> cells = new ArrayList<>();
    for (int threads : Reconstructors.THREADS) {
      for (boolean detection : new boolean[] {false, true}) {
        photos.forEach((count, photo) -> cells.add(new Cell(photo, threads, detection)));
      }
    }
    cells.forEach(cell -> cell.run(reconstructors));
    cells.forEach(cell -> cell.samples = new StepSamples());
    for (int round = 0; round < rounds; round++) {
      cells.forEach(cell -> cell.run(reconstructors));
    }
    return cells.stream().map(Cell::row).toList();
  }

  /** Time per photo over the number of faces, on one thread, without detection or with it. */
  static List<Curve> curves(List<Row> rows, boolean detection) {
    SortedMap<Integer, Map<String, Double>> medians = new TreeMap<>();
    for (Row row : rows) {
      if (row.threads() == 1 && row.detection() == detection) {
        Map<String, Double> photo = new LinkedHashMap<>();
        row.millisecondsPerFace()
            .forEach((step, spread) -> photo.put(step, row.faces() * spread.p50()));
        medians.put(row.faces(), photo);
      }
    }
    return Curve.of(medians);
  }

  private static final class Cell {
    private final GroupPhoto group;
    private final int threads;
    private final boolean detection;
    private StepSamples samples = new StepSamples();
    private int found;

    Cell(GroupPhoto group, int threads, boolean detection) {
      this.group = group;
      this.threads = threads;
      this.detection = detection;
    }

    void run(Reconstructors reconstructors) {
      FaceReconstructor reconstructor = reconstructors.of(threads);
      StepClock clock = reconstructors.clock(threads);
      List<FaceReconstruction> faces =
          clock.time(
              "reconstruct",
              () ->
                  detection
                      ? reconstructor.reconstruct(group.photo())
                      : reconstructor.reconstruct(group.photo(), group.faces()));
      found = faces.size();
      Map<String, Double> lap = clock.lap();
      lap.replaceAll((step, ms) -> ms / group.faces().size());
      samples.add(lap);
    }

    Row row() {
      return new Row(group.faces().size(), detection, found, threads, samples.spreads());
    }
  }
}
