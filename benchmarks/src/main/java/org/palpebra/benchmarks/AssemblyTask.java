package org.palpebra.benchmarks;

import java.util.ArrayList;
import java.util.List;
import org.palpebra.model.Assembly;
import org.palpebra.model.CoefficientLayout;
import org.palpebra.model.Coefficients;
import org.palpebra.model.MorphableModel;
import org.palpebra.parallel.Workers;

/** Shape or albedo of some random faces. */
final class AssemblyTask {
  static final int BATCH = 32;

  /** What is assembled. */
  enum Part {
    SHAPE("mm", 1, 1e-3),
    ALBEDO("/255", 255, 0.1);

    private final String unit;
    private final double scale;
    private final double bound;

    Part(String unit, double scale, double bound) {
      this.unit = unit;
      this.scale = scale;
      this.bound = bound;
    }
  }

  private final Part part;
  private final String by;
  private final MorphableModel face;
  private final List<Coefficients> coefficients = new ArrayList<>();
  private final LinearTask task;
  private final Workers workers;

  AssemblyTask(Part part, String by, MorphableModel face, int faces, int threads) {
    this.part = part;
    this.by = by;
    this.face = face;
    workers = Workers.of(threads);
    for (int f = 0; f < faces; f++) {
      coefficients.add(BenchmarkModels.coefficients(face, 100 + f));
    }
    task =
        part == Part.SHAPE
            ? LinearTask.of(
                face.meanShape(),
                List.of(face.identity(), face.expression()),
                coefficients.stream()
                    .map(c -> new float[][] {c.identity(), c.expression()})
                    .toList())
            : LinearTask.of(
                face.meanAlbedo(),
                List.of(face.albedo()),
                coefficients.stream().map(c -> new float[][] {c.albedo()}).toList());
  }

  Contender contender() {
    return switch (by) {
      case Contender.PALPEBRA -> ours(Assembly.of(face, workers));
      case Contender.PALPEBRA_16 -> ours(Assembly.compact(face, workers));
      case Contender.OPENBLAS -> new OpenBlasProduct(task);
      case Contender.EJML -> new EjmlProduct(task);
      case Contender.READ -> new BasisRead(task);
      default -> throw Contender.unknown(by);
    };
  }

  List<Accuracy> accuracies(float[][] result) {
    return by.equals(Contender.READ)
        ? BasisRead.accuracies(task, result[0])
        : List.of(
            Accuracy.largestDifference(part.unit, result[0], task.exact(), part.scale, part.bound));
  }

  private Contender ours(Assembly assembly) {
    float[] all = allCoefficients();
    float[] out = new float[task.faces() * task.rows()];
    CoefficientLayout layout = coefficients.get(0).layout();
    return Contender.of(
        part == Part.SHAPE
            ? () -> assembly.shapes(all, task.faces(), layout, out)
            : () -> assembly.albedos(all, task.faces(), layout, out),
        () -> new float[][] {out.clone()});
  }

  private float[] allCoefficients() {
    int size = coefficients.get(0).layout().size();
    float[] all = new float[size * coefficients.size()];
    for (int f = 0; f < coefficients.size(); f++) {
      System.arraycopy(coefficients.get(f).values(), 0, all, f * size, size);
    }
    return all;
  }
}
