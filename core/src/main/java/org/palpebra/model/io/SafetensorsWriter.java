package org.palpebra.model.io;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import org.palpebra.model.LandmarkScheme;
import org.palpebra.model.Lid;
import org.palpebra.model.LinearBasis;
import org.palpebra.model.MorphableModel;
import org.palpebra.model.Topology;

/**
 * Writes face models in Palpebra's own format; {@code docs/face-model-format.md} lists the fields.
 * The same model gives the same bytes. Thread-safe.
 */
public final class SafetensorsWriter {
  /** How the bases are stored; everything else is always exact. */
  public enum Precision {
    /** Exact. */
    FLOAT32,
    /**
     * Half the size; each number is off by at most 2⁻¹¹ of itself, which is 1 µm at 2 mm and 5 µm
     * at 10 mm.
     */
    FLOAT16
  }

  private final Precision precision;

  /** Writes all tensors of numbers with that precision; indices stay whole. */
  public SafetensorsWriter(Precision precision) {
    this.precision = precision;
  }

  /** Writes a file, replacing what is there. */
  public void write(MorphableModel model, Path file) {
    collect(model).write(file);
  }

  /** Writes to a stream; does not close it. */
  public void write(MorphableModel model, OutputStream out) throws IOException {
    collect(model).write(out);
  }

  private SafetensorsBuilder collect(MorphableModel m) {
    SafetensorsBuilder b = new SafetensorsBuilder();
    b.metadata(FaceModelFields.FORMAT, FaceModelFields.FORMAT_NAME);
    b.metadata(FaceModelFields.VERSION, FaceModelFields.VERSION_NUMBER);
    b.metadata(FaceModelFields.UNITS, FaceModelFields.MILLIMETRES);
    b.metadata(FaceModelFields.NAME, m.name());
    b.metadata(FaceModelFields.LICENCE, m.licence());
    m.metadata().forEach((key, value) -> b.metadata(FaceModelFields.ABOUT + key, value));
    int v = m.vertexCount();
    b.floats(FaceModelFields.MEAN_SHAPE, m.meanShape(), v, 3);
    b.floats(FaceModelFields.MEAN_ALBEDO, m.meanAlbedo(), v, 3);
    basis(b, FaceModelFields.IDENTITY, m.identity());
    basis(b, FaceModelFields.EXPRESSION, m.expression());
    basis(b, FaceModelFields.ALBEDO, m.albedo());
    topology(b, m.topology());
    landmarks(b, m.landmarks());
    lid(b, FaceModelFields.LEFT_LID, m.leftLid(), m.expression().names());
    lid(b, FaceModelFields.RIGHT_LID, m.rightLid(), m.expression().names());
    return b;
  }

  private void basis(SafetensorsBuilder b, String prefix, LinearBasis basis) {
    int[] shape = {basis.columns(), basis.rows() / 3, 3};
    String name = prefix + FaceModelFields.BASIS;
    if (precision == Precision.FLOAT16) {
      b.halves(name, basis.data(), shape);
    } else {
      b.floats(name, basis.data(), shape);
    }
    b.floats(prefix + FaceModelFields.DEVIATIONS, basis.standardDeviations(), basis.columns());
    b.metadata(prefix + FaceModelFields.NAMES, json(basis.names()));
  }

  private static void topology(SafetensorsBuilder b, Topology t) {
    b.ints(FaceModelFields.TRIANGLES, t.triangles(), t.triangleCount(), 3);
    if (t.uv().length != 0) {
      b.floats(FaceModelFields.UV, t.uv(), t.vertexCount(), 2);
    }
    if (t.regions().length != 0) {
      b.bytes(FaceModelFields.REGIONS, t.regions(), t.vertexCount());
      b.metadata(FaceModelFields.REGIONS + FaceModelFields.NAMES, json(t.regionNames()));
    }
  }

  private static void landmarks(SafetensorsBuilder b, LandmarkScheme scheme) {
    int[][] contours = scheme.contours();
    int[] starts = new int[contours.length + 1];
    for (int i = 0; i < contours.length; i++) {
      starts[i + 1] = starts[i] + contours[i].length;
    }
    int[] vertices = new int[starts[contours.length]];
    for (int i = 0; i < contours.length; i++) {
      System.arraycopy(contours[i], 0, vertices, starts[i], contours[i].length);
    }
    b.ints(FaceModelFields.LANDMARKS, scheme.vertices(), LandmarkScheme.COUNT);
    b.ints(FaceModelFields.CONTOUR_VERTICES, vertices, vertices.length);
    b.ints(FaceModelFields.CONTOUR_STARTS, starts, starts.length);
  }

  private static void lid(SafetensorsBuilder b, String prefix, Lid lid, List<String> expressions) {
    b.ints(prefix + FaceModelFields.UPPER, lid.upper(), lid.upper().length);
    b.ints(prefix + FaceModelFields.LOWER, lid.lower(), lid.lower().length);
    if (lid.eyeballCenter().length != 0) {
      float[] c = lid.eyeballCenter();
      b.floats(
          prefix + FaceModelFields.EYEBALL, new float[] {c[0], c[1], c[2], lid.eyeballRadius()}, 4);
    }
    if (lid.blinkExpression() >= 0) {
      b.metadata(prefix + FaceModelFields.BLINK, expressions.get(lid.blinkExpression()));
    }
  }

  private static String json(List<String> names) {
    try {
      return new ObjectMapper().writeValueAsString(names);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("names that are no Unicode text: " + names, e);
    }
  }
}
