package org.palpebra.model.io;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.HashMap;
import java.util.Map;

/**
 * The landmarks that a scalismo-faces file has at coordinates of its reference mesh, as far as
 * their names say the same as one of iBUG's numbers.
 */
final class NamedLandmarks {
  private static final String JSON = "/metadata/landmarks/json";
  private static final String TEXT = "/metadata/landmarks/text";

  /** iBUG's numbers from 0. */
  private static final Map<String, Integer> NUMBERS =
      Map.ofEntries(
          Map.entry("center.chin.tip", 8),
          Map.entry("center.nose.tip", 30),
          Map.entry("center.nose.attachement_to_philtrum", 33),
          Map.entry("right.eye.corner_outer", 36),
          Map.entry("right.eye.corner_inner", 39),
          Map.entry("left.eye.corner_inner", 42),
          Map.entry("left.eye.corner_outer", 45),
          Map.entry("right.lips.corner", 48),
          Map.entry("right.lips.philtrum_ridge", 50),
          Map.entry("center.lips.upper.outer", 51),
          Map.entry("left.lips.philtrum_ridge", 52),
          Map.entry("left.lips.corner", 54),
          Map.entry("center.lips.lower.outer", 57),
          Map.entry("center.lips.upper.inner", 62),
          Map.entry("center.lips.lower.inner", 66));

  private final Hdf5Fields fields;

  NamedLandmarks(Hdf5Fields fields) {
    this.fields = fields;
  }

  /**
   * The nearest vertex to each landmark, by iBUG's number from 0.
   *
   * @param points the reference mesh: all x, all y, all z
   */
  Map<Integer, Integer> vertices(float[] points) {
    Map<Integer, Integer> vertices = new HashMap<>();
    coordinates()
        .forEach(
            (name, xyz) -> {
              Integer number = NUMBERS.get(name);
              if (number != null) {
                vertices.put(number, nearest(points, xyz));
              }
            });
    return vertices;
  }

  private static int nearest(float[] points, double[] xyz) {
    int count = points.length / 3;
    int best = 0;
    double least = Double.POSITIVE_INFINITY;
    for (int v = 0; v < count; v++) {
      double distance = 0;
      for (int k = 0; k < 3; k++) {
        double d = points[k * count + v] - xyz[k];
        distance += d * d;
      }
      if (distance < least) {
        least = distance;
        best = v;
      }
    }
    return best;
  }

  private Map<String, double[]> coordinates() {
    String json = fields.text(JSON);
    if (json != null) {
      return fromJson(json);
    }
    String text = fields.text(TEXT);
    return text != null ? fromText(text) : Map.of();
  }

  private Map<String, double[]> fromJson(String json) {
    Map<String, double[]> landmarks = new HashMap<>();
    JsonNode list;
    try {
      list = new ObjectMapper().readTree(json);
    } catch (JsonProcessingException e) {
      throw fields.bad(JSON, "is no JSON", "get the file again");
    }
    for (JsonNode node : list) {
      JsonNode xyz = node.path("coordinates");
      landmarks.put(
          node.path("id").asText(""),
          point(JSON, xyz.path(0).asText(""), xyz.path(1).asText(""), xyz.path(2).asText("")));
    }
    return landmarks;
  }

  /** Lines of name, visibility, x, y, z. */
  private Map<String, double[]> fromText(String text) {
    Map<String, double[]> landmarks = new HashMap<>();
    for (String line : text.lines().toList()) {
      String[] words = line.strip().split("\\s+", -1);
      if (words.length == 5) {
        landmarks.put(words[0], point(TEXT, words[2], words[3], words[4]));
      } else if (!line.isBlank()) {
        throw fields.bad(TEXT, "has a line that is no landmark", "get the file again");
      }
    }
    return landmarks;
  }

  private double[] point(String path, String... numbers) {
    double[] xyz = new double[3];
    for (int k = 0; k < 3; k++) {
      try {
        xyz[k] = Double.parseDouble(numbers[k]);
      } catch (NumberFormatException e) {
        throw fields.bad(path, "has a coordinate that is no number", "get the file again");
      }
      if (!Double.isFinite(xyz[k])) {
        throw fields.bad(path, "has a coordinate that is not finite", "get the file again");
      }
    }
    return xyz;
  }
}
