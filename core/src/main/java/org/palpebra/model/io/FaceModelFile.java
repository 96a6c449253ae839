package org.palpebra.model.io;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.palpebra.model.LandmarkScheme;
import org.palpebra.model.Lid;
import org.palpebra.model.LinearBasis;
import org.palpebra.model.MorphableModel;
import org.palpebra.model.Topology;

/** Turns the tensors of one safetensors file into a face model, checking each field. */
final class FaceModelFile {
  private static final String[] NO_NAMES = {};

  private final Safetensors file;
  private final int vertexCount;

  FaceModelFile(Safetensors file) {
    this.file = file;
    requireMetadata(FaceModelFields.FORMAT, FaceModelFields.FORMAT_NAME);
    requireMetadata(FaceModelFields.VERSION, FaceModelFields.VERSION_NUMBER);
    requireMetadata(FaceModelFields.UNITS, FaceModelFields.MILLIMETRES);
    vertexCount = (int) extent(FaceModelFields.MEAN_SHAPE);
    requireShape(FaceModelFields.MEAN_SHAPE, vertexCount, 3);
  }

  MorphableModel model() {
    LinearBasis expression = basis(FaceModelFields.EXPRESSION);
    return new MorphableModel(
        metadata(FaceModelFields.NAME),
        topology(),
        floats(FaceModelFields.MEAN_SHAPE, vertexCount, 3),
        basis(FaceModelFields.IDENTITY),
        expression,
        floats(FaceModelFields.MEAN_ALBEDO, vertexCount, 3),
        basis(FaceModelFields.ALBEDO),
        landmarks(),
        lid(FaceModelFields.LEFT_LID, expression),
        lid(FaceModelFields.RIGHT_LID, expression),
        metadata(FaceModelFields.LICENCE),
        about());
  }

  private Topology topology() {
    int[] triangles =
        indices(FaceModelFields.TRIANGLES, vertexCount, extent(FaceModelFields.TRIANGLES), 3);
    float[] uv = {};
    if (file.contains(FaceModelFields.UV)) {
      uv = floats(FaceModelFields.UV, vertexCount, 2);
      for (float value : uv) {
        if (value < 0 || value > 1) {
          throw file.bad(FaceModelFields.UV, value + " is outside [0, 1]", "scale to [0, 1]");
        }
      }
    }
    return regions(triangles, uv);
  }

  private Topology regions(int[] triangles, float[] uv) {
    if (!file.contains(FaceModelFields.REGIONS)) {
      return new Topology(vertexCount, triangles, uv, new byte[0], List.of());
    }
    requireShape(FaceModelFields.REGIONS, vertexCount);
    byte[] regions = file.bytes(FaceModelFields.REGIONS);
    String[] names = names(FaceModelFields.REGIONS + FaceModelFields.NAMES);
    for (byte region : regions) {
      if (region < 0 || region >= names.length) {
        throw file.bad(
            FaceModelFields.REGIONS,
            "id %d has no name".formatted(region & 0xff),
            "name it in " + FaceModelFields.REGIONS + FaceModelFields.NAMES);
      }
    }
    return new Topology(vertexCount, triangles, uv, regions, List.of(names));
  }

  private LinearBasis basis(String prefix) {
    String field = prefix + FaceModelFields.BASIS;
    long columns = extent(field);
    float[] data = floats(field, columns, vertexCount, 3);
    float[] deviations = floats(prefix + FaceModelFields.DEVIATIONS, columns);
    for (float deviation : deviations) {
      if (!(deviation > 0)) {
        throw file.bad(
            prefix + FaceModelFields.DEVIATIONS, deviation + " is not positive", "write positives");
      }
    }
    String namesField = prefix + FaceModelFields.NAMES;
    String[] names = names(namesField);
    if (names.length != columns) {
      throw file.bad(
          namesField,
          "%d names for %d columns".formatted(names.length, columns),
          "name each column once");
    }
    return new LinearBasis(3 * vertexCount, data, deviations, List.of(names));
  }

  private LandmarkScheme landmarks() {
    int[] vertices = indices(FaceModelFields.LANDMARKS, vertexCount, (long) LandmarkScheme.COUNT);
    if (!file.contains(FaceModelFields.CONTOUR_STARTS)) {
      return LandmarkScheme.fixed(vertices);
    }
    long length = extent(FaceModelFields.CONTOUR_VERTICES);
    int[] slides = indices(FaceModelFields.CONTOUR_VERTICES, vertexCount, length);
    int[] starts =
        indices(FaceModelFields.CONTOUR_STARTS, (int) length + 1, LandmarkScheme.CONTOUR + 1L);
    int[][] contours = new int[LandmarkScheme.CONTOUR][];
    for (int i = 0; i < contours.length; i++) {
      if (starts[i] >= starts[i + 1] || slides[starts[i]] != vertices[i]) {
        throw file.bad(
            FaceModelFields.CONTOUR_STARTS,
            "contour %d does not start with landmark %d".formatted(i, i),
            "begin each contour with its landmark's vertex");
      }
      contours[i] = Arrays.copyOfRange(slides, starts[i], starts[i + 1]);
    }
    return new LandmarkScheme(vertices, contours);
  }

  private Lid lid(String prefix, LinearBasis expression) {
    long pairs = extent(prefix + FaceModelFields.UPPER);
    if (pairs == 0) {
      throw file.bad(prefix + FaceModelFields.UPPER, "is empty", "list the lid's vertices");
    }
    int[] upper = indices(prefix + FaceModelFields.UPPER, vertexCount, pairs);
    int[] lower = indices(prefix + FaceModelFields.LOWER, vertexCount, pairs);
    float[] center = {};
    float radius = 0;
    if (file.contains(prefix + FaceModelFields.EYEBALL)) {
      float[] eyeball = floats(prefix + FaceModelFields.EYEBALL, 4);
      center = Arrays.copyOf(eyeball, 3);
      radius = eyeball[3];
    }
    return new Lid(upper, lower, blink(prefix + FaceModelFields.BLINK, expression), center, radius);
  }

  private int blink(String field, LinearBasis expression) {
    String name = file.metadata().get(field);
    int column = name == null ? -1 : expression.indexOf(name);
    if (name != null && column < 0) {
      throw file.bad(field, "there is no expression " + name, "name an expression or leave it out");
    }
    return column;
  }

  private Map<String, String> about() {
    Map<String, String> about = new TreeMap<>();
    file.metadata()
        .forEach(
            (key, value) -> {
              if (key.startsWith(FaceModelFields.ABOUT)) {
                about.put(key.substring(FaceModelFields.ABOUT.length()), value);
              }
            });
    return about;
  }

  private String metadata(String key) {
    String value = file.metadata().get(key);
    if (value == null) {
      throw file.bad("__metadata__." + key, "is missing", "add it");
    }
    return value;
  }

  private void requireMetadata(String key, String expected) {
    String value = metadata(key);
    if (!value.equals(expected)) {
      throw file.bad(
          "__metadata__." + key,
          "is '%s', this version reads '%s'".formatted(oneLine(value), expected),
          "convert the model");
    }
  }

  private static String oneLine(String text) {
    String line = text.replaceAll("\\p{Cntrl}", " ");
    return line.length() > 40 ? line.substring(0, 40) + "…" : line;
  }

  private String[] names(String key) {
    String[] names;
    try {
      names = new ObjectMapper().readValue(metadata(key), String[].class);
    } catch (JsonProcessingException e) {
      throw file.bad("__metadata__." + key, "is no JSON list of strings", "write one");
    }
    if (names == null) {
      names = NO_NAMES;
    }
    if (Arrays.asList(names).contains(null)
        || new HashSet<>(Arrays.asList(names)).size() != names.length) {
      throw file.bad("__metadata__." + key, "has a null or a name twice", "make names unique");
    }
    return names;
  }

  private float[] floats(String field, long... shape) {
    requireShape(field, shape);
    return file.floats(field);
  }

  private int[] indices(String field, int limit, long... shape) {
    requireShape(field, shape);
    int[] values = file.ints(field);
    for (int value : values) {
      if (value < 0 || value >= limit) {
        throw file.bad(
            field, "index %d is outside 0..%d".formatted(value, limit - 1), "correct the indices");
      }
    }
    return values;
  }

  /** A tensor's first extent. */
  private long extent(String field) {
    long[] shape = file.shape(field);
    if (shape.length == 0 || shape[0] > Integer.MAX_VALUE / 3) {
      throw file.bad(field, "has shape " + Arrays.toString(shape), "see the format's field list");
    }
    return shape[0];
  }

  private void requireShape(String field, long... expected) {
    long[] shape = file.shape(field);
    if (!Arrays.equals(shape, expected)) {
      throw file.bad(
          field,
          "has shape %s, expected %s".formatted(Arrays.toString(shape), Arrays.toString(expected)),
          "store it with that shape");
    }
  }
}
