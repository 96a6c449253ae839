package org.palpebra.model.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.palpebra.PalpebraException;
import org.palpebra.model.LandmarkScheme;
import org.palpebra.model.Lid;
import org.palpebra.model.LinearBasis;
import org.palpebra.model.MorphableModel;
import org.palpebra.model.Topology;

/**
 * Reads the Surrey Face Model as eos ships it: {@code sfm_shape_N.bin} and beside it {@code
 * expression_blendshapes_N.bin}, {@code ibug_to_sfm.txt} and {@code sfm_model_contours.json}. Takes
 * the shape file or the folder.
 *
 * <p>Units, axes and winding are already ours. Identity columns are scaled to a standard deviation
 * of 1; expressions are blendshapes in [0, 1] under their own names (anger, disgust, …). A model
 * without colour gets one plain colour and no albedo columns. The map has neither jaw line nor
 * inner corners of the mouth: the jaw line is laid along the outline and slides, the corners are
 * vertices 410 and 823. Lid margins are the landmarks of the eyes; nothing blinks.
 *
 * <p>Layout of version 1, from eos' serialisation: {@code uint32} version; shape and colour, each
 * mean, orthonormal basis, eigenvalues and triangles; texture coordinates with their origin
 * top-left. Thread-safe.
 */
public final class SurreyReader implements FaceModelReader {
  private static final Pattern SHAPE = Pattern.compile("sfm_shape_(\\d+)\\.bin");
  private static final int VERSION = 1;
  private static final float[] PLAIN = {0.78f, 0.61f, 0.53f};
  private static final String LICENCE =
      "Surrey Face Model licence: non-commercial use (University of Surrey, cvssp.org/facemodel)";

  @Override
  public MorphableModel read(Path file) {
    Path shape = Files.isDirectory(file) ? shapeIn(file) : file;
    CerealArchive archive = CerealArchive.open(shape);
    int version = archive.int32("version");
    if (version != VERSION) {
      throw archive.bad(
          "version", "is %d, not %d".formatted(version, VERSION), "give eos' sfm_shape_N.bin");
    }
    Pca geometry = Pca.read(archive, "shape_model", -1);
    int rows = geometry.mean.length;
    Pca colour = Pca.read(archive, "color_model", rows);
    float[] uv = textureCoordinates(archive, rows / 3);
    archive.requireEnd();
    return model(shape, geometry, colour, uv);
  }

  private static MorphableModel model(Path shape, Pca geometry, Pca colour, float[] uv) {
    int vertexCount = geometry.mean.length / 3;
    SurreyLandmarks files = new SurreyLandmarks(vertexCount);
    Path outlines = shape.resolveSibling("sfm_model_contours.json");
    LandmarkScheme landmarks =
        new JawSlices(geometry.mean)
            .scheme(
                files.map(shape.resolveSibling("ibug_to_sfm.txt")),
                files.contour(outlines, "right_contour"),
                files.contour(outlines, "left_contour"));
    int[] v = landmarks.vertices();
    return new MorphableModel(
        "surrey-" + vertexCount,
        new Topology(
            vertexCount,
            geometry.triangles,
            uv,
            regions(geometry.mean, v),
            List.of("skin", "leftEye", "rightEye")),
        geometry.mean,
        geometry.basis("identity"),
        expressions(blendshapes(shape), vertexCount),
        colour.mean.length > 0 ? colour.mean : plain(vertexCount),
        colour.basis("albedo"),
        landmarks,
        lid(v, new int[] {43, 44}, new int[] {47, 46}),
        lid(v, new int[] {38, 37}, new int[] {40, 41}),
        LICENCE,
        Map.of("source", "eos " + shape.getFileName()));
  }

  private static Path shapeIn(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> shapes =
          files.filter(f -> SHAPE.matcher(String.valueOf(f.getFileName())).matches()).toList();
      if (shapes.size() == 1) {
        return shapes.get(0);
      }
      throw new PalpebraException(
          "%s: holds %d files sfm_shape_N.bin; name one".formatted(folder, shapes.size()));
    } catch (IOException e) {
      throw new PalpebraException(folder + ": cannot be listed; check path and rights", e);
    }
  }

  private static Path blendshapes(Path shape) {
    Matcher name = SHAPE.matcher(String.valueOf(shape.getFileName()));
    if (!name.matches()) {
      throw new PalpebraException(
          shape + ": name: is not sfm_shape_N.bin; keep eos' file names, N finds the blendshapes");
    }
    return shape.resolveSibling("expression_blendshapes_" + name.group(1) + ".bin");
  }

  private static LinearBasis expressions(Path file, int vertexCount) {
    CerealArchive archive = CerealArchive.open(file);
    int rows = 3 * vertexCount;
    int count = archive.count("blendshapes", Float.BYTES * rows);
    float[] data = new float[count * rows];
    List<String> names = new ArrayList<>(count);
    for (int k = 0; k < count; k++) {
      String field = "blendshape " + k;
      names.add(archive.text(field));
      CerealArchive.Matrix deformation = archive.matrix(field);
      requireSize(archive, field, deformation, rows, 1);
      System.arraycopy(deformation.data(), 0, data, k * rows, rows);
    }
    archive.requireEnd();
    return new LinearBasis(rows, data, ones(count), names);
  }

  private static float[] textureCoordinates(CerealArchive archive, int vertexCount) {
    String field = "texture_coordinates";
    float[] uv = archive.pairs(field);
    if (uv.length != 0 && uv.length != 2 * vertexCount) {
      throw archive.bad(
          field,
          "has %d pairs for %d vertices".formatted(uv.length / 2, vertexCount),
          "get the file again");
    }
    for (float value : uv) {
      if (value < 0 || value > 1) {
        throw archive.bad(field, value + " is outside [0, 1]", "get the file again");
      }
    }
    return uv;
  }

  /** Skin, but for what lies between the lids as seen from the front. */
  private static byte[] regions(float[] shape, int[] landmarks) {
    byte[] regions = new byte[shape.length / 3];
    for (int v = 0; v < regions.length; v++) {
      if (inside(shape, v, Arrays.copyOfRange(landmarks, 42, 48))) {
        regions[v] = 1;
      } else if (inside(shape, v, Arrays.copyOfRange(landmarks, 36, 42))) {
        regions[v] = 2;
      }
    }
    return regions;
  }

  private static boolean inside(float[] shape, int vertex, int[] corners) {
    boolean inside = false;
    float x = shape[3 * vertex];
    float y = shape[3 * vertex + 1];
    for (int i = 0, j = corners.length - 1; i < corners.length; j = i++) {
      float xi = shape[3 * corners[i]];
      float yi = shape[3 * corners[i] + 1];
      float xj = shape[3 * corners[j]];
      float yj = shape[3 * corners[j] + 1];
      if (yi > y != yj > y && x < (xj - xi) * (y - yi) / (yj - yi) + xi) {
        inside = !inside;
      }
    }
    return inside;
  }

  private static float[] plain(int vertexCount) {
    float[] albedo = new float[3 * vertexCount];
    for (int i = 0; i < albedo.length; i++) {
      albedo[i] = PLAIN[i % 3];
    }
    return albedo;
  }

  private static float[] ones(int count) {
    float[] ones = new float[count];
    Arrays.fill(ones, 1);
    return ones;
  }

  private static Lid lid(int[] landmarks, int[] upper, int[] lower) {
    return new Lid(pick(landmarks, upper), pick(landmarks, lower), -1, new float[0], 0);
  }

  private static int[] pick(int[] landmarks, int[] which) {
    return Arrays.stream(which).map(i -> landmarks[i]).toArray();
  }

  private static void requireSize(
      CerealArchive archive, String field, CerealArchive.Matrix matrix, int rows, int columns) {
    if (matrix.rows() != rows || matrix.columns() != columns) {
      throw archive.bad(
          field,
          "is %d×%d, expected %d×%d".formatted(matrix.rows(), matrix.columns(), rows, columns),
          "take all files from one place");
    }
  }

  /**
   * @param basis scaled by the square roots of the eigenvalues
   */
  private record Pca(float[] mean, int rows, float[] basis, int columns, int[] triangles) {
    /**
     * @param rows what the mean must have if it is not empty; −1 for any multiple of 3 above 0
     */
    static Pca read(CerealArchive archive, String field, int rows) {
      CerealArchive.Matrix mean = archive.matrix(field + " mean");
      boolean given = rows >= 0;
      int expected = given ? rows : Math.max(3, mean.rows() / 3 * 3);
      boolean empty = given && mean.rows() == 0;
      if (!empty) {
        requireSize(archive, field + " mean", mean, expected, 1);
      }
      CerealArchive.Matrix basis = archive.matrix(field + " basis");
      CerealArchive.Matrix eigenvalues = archive.matrix(field + " eigenvalues");
      if (!empty || basis.columns() > 0) {
        requireSize(archive, field + " basis", basis, expected, basis.columns());
        requireSize(archive, field + " eigenvalues", eigenvalues, basis.columns(), 1);
      }
      scale(archive, field, basis, eigenvalues.data());
      int[] triangles = archive.triangles(field + " triangles", expected / 3);
      return new Pca(mean.data(), expected, basis.data(), basis.columns(), triangles);
    }

    private static void scale(
        CerealArchive archive, String field, CerealArchive.Matrix basis, float[] eigenvalues) {
      for (int k = 0; k < basis.columns(); k++) {
        if (!(eigenvalues[k] > 0)) {
          throw archive.bad(
              field + " eigenvalues", eigenvalues[k] + " is not positive", "get the file again");
        }
        float deviation = (float) Math.sqrt(eigenvalues[k]);
        for (int r = 0; r < basis.rows(); r++) {
          basis.data()[k * basis.rows() + r] *= deviation;
        }
      }
    }

    LinearBasis basis(String name) {
      List<String> names = IntStream.range(0, columns).mapToObj(k -> name + k).toList();
      return new LinearBasis(rows, basis, ones(columns), names);
    }
  }
}
