package org.palpebra.training.data;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.palpebra.model.LandmarkScheme;
import org.palpebra.model.Lid;
import org.palpebra.model.LinearBasis;
import org.palpebra.model.MorphableModel;
import org.palpebra.model.Topology;

/**
 * A face model cut down to the vertices of its landmarks and lids, without triangles and colour.
 */
final class ReducedModel {
  private final MorphableModel model;
  private final Map<Integer, Integer> places = new LinkedHashMap<>();

  private ReducedModel(MorphableModel model) {
    this.model = model;
    add(model.landmarks().vertices());
    for (int[] contour : model.landmarks().contours()) {
      add(contour);
    }
    for (Lid lid : List.of(model.leftLid(), model.rightLid())) {
      add(lid.upper());
      add(lid.lower());
    }
  }

  /** The same coefficients give the same landmarks; everything else is gone. */
  static MorphableModel of(MorphableModel model) {
    return new ReducedModel(model).build();
  }

  private void add(int[] vertices) {
    for (int v : vertices) {
      places.putIfAbsent(v, places.size());
    }
  }

  private int[] remapped(int[] vertices) {
    return Arrays.stream(vertices).map(v -> Objects.requireNonNull(places.get(v))).toArray();
  }

  private MorphableModel build() {
    int[][] contours =
        Arrays.stream(model.landmarks().contours()).map(this::remapped).toArray(int[][]::new);
    int count = places.size();
    return new MorphableModel(
        model.name(),
        new Topology(count, new int[0], new float[0], new byte[0], List.of()),
        rows(model.meanShape(), 0),
        basis(model.identity()),
        basis(model.expression()),
        new float[3 * count],
        new LinearBasis(
            3 * count,
            new float[3 * count * model.albedo().columns()],
            model.albedo().standardDeviations(),
            model.albedo().names()),
        new LandmarkScheme(remapped(model.landmarks().vertices()), contours),
        lid(model.leftLid()),
        lid(model.rightLid()),
        model.licence(),
        model.metadata());
  }

  private LinearBasis basis(LinearBasis full) {
    int rows = 3 * places.size();
    float[] data = new float[rows * full.columns()];
    for (int k = 0; k < full.columns(); k++) {
      System.arraycopy(rows(full.data(), k * full.rows()), 0, data, k * rows, rows);
    }
    return new LinearBasis(rows, data, full.standardDeviations(), full.names());
  }

  private float[] rows(float[] data, int offset) {
    float[] out = new float[3 * places.size()];
    places.forEach((v, i) -> System.arraycopy(data, offset + 3 * v, out, 3 * i, 3));
    return out;
  }

  private Lid lid(Lid lid) {
    return new Lid(
        remapped(lid.upper()),
        remapped(lid.lower()),
        lid.blinkExpression(),
        lid.eyeballCenter(),
        lid.eyeballRadius());
  }
}
