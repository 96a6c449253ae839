package org.palpebra.model.io;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.palpebra.PalpebraException;
import org.palpebra.model.LandmarkScheme;
import org.palpebra.model.LinearBasis;
import org.palpebra.model.MorphableModel;
import org.palpebra.model.Topology;

/**
 * Reads the Basel Face Models 2017 and 2019 ({@code model2017-1_bfm_nomouth.h5}, {@code
 * model2019_fullHead.h5} …) and other models that statismo and scalismo-faces write: HDF5 with
 * {@code /shape}, {@code /color} and {@code /expression}, or a plain shape model at the root.
 *
 * <p>The mean face is the mean shape and the mean expression together. A coefficient's deviation is
 * the root of {@code pcaVariance}; in files of statismo 0.8, whose bases are scaled, it is 1. Files
 * without colours get a uniform grey. Lengths are millimetres unless {@code length-unit} says
 * otherwise; axes are those of Palpebra.
 *
 * <p>These files name some of the 68 landmarks by coordinates, which are moved to the nearest
 * vertex; a {@linkplain #BaselHdf5Reader(Path) landmark file} has to name the others. Lid margins
 * are the landmarks of the eyes. Thread-safe.
 */
public final class BaselHdf5Reader implements FaceModelReader {
  private static final float GREY = 0.7f;
  private static final String LICENCE =
      "unknown; Basel Face Models: non-commercial research, no redistribution";

  private final @Nullable Path landmarks;

  /** Reads models whose file names all 68 landmarks itself. */
  public BaselHdf5Reader() {
    landmarks = null;
  }

  /**
   * Reads models with the landmarks of a text file, which go before those of the model.
   *
   * @param landmarks lines such as {@code 31 = 8156}: iBUG's number from 1, the vertex from 0
   */
  public BaselHdf5Reader(Path landmarks) {
    this.landmarks = landmarks;
  }

  @Override
  public MorphableModel read(Path file) {
    Hdf5Fields fields = Hdf5Fields.open(file);
    String shape = fields.contains("/shape/model") ? "/shape" : "";
    float[] mean = mean(fields, shape, 0);
    int rows = mean.length;
    float unit = unit(fields, shape + "/representer/length-unit");
    scale(mean, unit);
    LinearBasis identity = basis(fields, shape, "identity", rows, unit);
    LinearBasis expression = none(rows);
    if (fields.contains("/expression/model")) {
      add(mean, mean(fields, "/expression", rows), unit);
      expression = basis(fields, "/expression", "expression", rows, unit);
    }
    float[] colours = new float[rows];
    Arrays.fill(colours, GREY);
    LinearBasis albedo = none(rows);
    boolean coloured = fields.contains("/color/model");
    if (coloured) {
      colours = mean(fields, "/color", rows);
      albedo = basis(fields, "/color", "albedo", rows, 1);
    }
    int[] points = landmarks(file, fields, shape, rows / 3);
    return new MorphableModel(
        "basel-hdf5",
        topology(fields, shape, rows / 3),
        mean,
        identity,
        expression,
        colours,
        albedo,
        LandmarkScheme.fixed(points),
        EyeLandmarks.leftLid(points),
        EyeLandmarks.rightLid(points),
        LICENCE,
        Map.of(
            "source", String.valueOf(file.getFileName()), "colours", coloured ? "model" : "none"));
  }

  /**
   * @param rows expected length, or 0 for any number of whole points
   */
  private static float[] mean(Hdf5Fields fields, String group, int rows) {
    String path = group + "/model/mean";
    long[] shape = fields.shape(path);
    if (shape.length != 1 || shape[0] == 0 || shape[0] % 3 != 0) {
      throw fields.bad(
          path, "has shape " + Arrays.toString(shape), "give x, y, z for each vertex in one row");
    }
    return fields.floats(path, rows == 0 ? shape[0] : rows);
  }

  private static float unit(Hdf5Fields fields, String path) {
    Float metres = fields.number(path);
    float unit = metres == null ? 1 : 1000 * metres;
    if (!(unit > 1e-6f && unit < 1e6f)) {
      throw fields.bad(path, "a unit of " + metres + " m", "write 0.001 for millimetres");
    }
    return unit;
  }

  private static void scale(float[] values, float factor) {
    for (int i = 0; i < values.length; i++) {
      values[i] *= factor;
    }
  }

  private static void add(float[] sum, float[] values, float factor) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += factor * values[i];
    }
  }

  private static LinearBasis basis(
      Hdf5Fields fields, String group, String name, int rows, float unit) {
    String path = group + "/model/pcaBasis";
    long[] shape = fields.shape(path);
    if (shape.length != 2) {
      throw fields.bad(path, "has shape " + Arrays.toString(shape), "give a row per coordinate");
    }
    float[] rowAfterRow = fields.floats(path, rows, shape[1]);
    int columns = (int) shape[1];
    float[] deviations = deviations(fields, group, columns);
    float[] data = new float[rowAfterRow.length];
    List<String> names = new ArrayList<>();
    for (int k = 0; k < columns; k++) {
      for (int r = 0; r < rows; r++) {
        data[k * rows + r] = unit * rowAfterRow[r * columns + k];
      }
      names.add(name + k);
    }
    return new LinearBasis(rows, data, deviations, names);
  }

  private static float[] deviations(Hdf5Fields fields, String group, int columns) {
    String path = group + "/model/pcaVariance";
    float[] deviations = fields.floats(path, columns);
    boolean scaled = !hasUnitBases(fields, group);
    for (int k = 0; k < columns; k++) {
      if (!(deviations[k] > 0)) {
        throw fields.bad(path, deviations[k] + " is not positive", "leave such columns out");
      }
      deviations[k] = scaled ? 1 : (float) Math.sqrt(deviations[k]);
    }
    return deviations;
  }

  /** Since statismo 0.9 the columns of a basis have length 1; a file without version is older. */
  private static boolean hasUnitBases(Hdf5Fields fields, String group) {
    Float major = fields.number(group + "/version/majorVersion");
    Float minor = fields.number(group + "/version/minorVersion");
    return major != null && (major >= 1 || (minor != null && minor >= 9));
  }

  private static LinearBasis none(int rows) {
    return new LinearBasis(rows, new float[0], new float[0], List.of());
  }

  private static Topology topology(Hdf5Fields fields, String shape, int vertexCount) {
    String path = shape + "/representer/cells";
    long[] extents = fields.shape(path);
    if (extents.length != 2 || extents[0] != 3) {
      throw fields.bad(
          path, "has shape " + Arrays.toString(extents), "give three rows, a column per triangle");
    }
    int[] rows = fields.indices(path, vertexCount, extents);
    int count = rows.length / 3;
    int[] triangles = new int[rows.length];
    for (int t = 0; t < count; t++) {
      for (int k = 0; k < 3; k++) {
        triangles[3 * t + k] = rows[k * count + t];
      }
    }
    return new Topology(vertexCount, triangles, new float[0], new byte[0], List.of());
  }

  private int[] landmarks(Path file, Hdf5Fields fields, String shape, int vertexCount) {
    Map<Integer, Integer> vertices =
        new TreeMap<>(
            new NamedLandmarks(fields)
                .vertices(fields.floats(shape + "/representer/points", 3, vertexCount)));
    if (landmarks != null) {
      vertices.putAll(LandmarkMap.read(landmarks, vertexCount));
    }
    return complete(landmarks != null ? landmarks : file, vertices);
  }

  private static int[] complete(Path source, Map<Integer, Integer> vertices) {
    int[] all = new int[LandmarkScheme.COUNT];
    List<Integer> missing = new ArrayList<>();
    for (int i = 0; i < all.length; i++) {
      Integer vertex = vertices.get(i);
      if (vertex == null) {
        missing.add(i + 1);
      } else {
        all[i] = vertex;
      }
    }
    if (!missing.isEmpty()) {
      throw new PalpebraException(
          "%s: landmarks: the model does not name iBUG's %s; give a landmark file with a line 'number = vertex' for each"
              .formatted(source, missing));
    }
    return all;
  }
}
