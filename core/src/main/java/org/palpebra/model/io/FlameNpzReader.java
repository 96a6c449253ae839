package org.palpebra.model.io;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.palpebra.model.LandmarkScheme;
import org.palpebra.model.Lid;
import org.palpebra.model.LinearBasis;
import org.palpebra.model.MorphableModel;
import org.palpebra.model.Topology;

/**
 * Reads FLAME from a {@code .npz} of plain arrays ({@code v_template}, {@code f}, {@code
 * shapedirs}, {@code posedirs}, {@code weights}, {@code J_regressor}, {@code kintree_table}) and a
 * {@code .npz} with the places of the 68 landmarks; {@code docs/face-models.md} tells how to make
 * both from the official pickles.
 *
 * <p>Metres become millimetres. The first 300 columns of {@code shapedirs} are the identity, the
 * others expressions. Jaw and eyeballs, which turn in FLAME, become eleven more expressions under
 * ARKit's names: the displacements of the mean face at a fixed angle ({@value #JAW_OPEN} rad for
 * {@code jawOpen}, {@value #JAW_ASIDE} for {@code jawLeft} and {@code jawRight}, {@value #LOOK} for
 * {@code eyeLook…}), with FLAME's corrections for that pose. On the way there a vertex takes the
 * chord of its arc; metadata {@code jointErrorMm} is the farthest off at half weight. The neck does
 * not turn: that is the head pose's business. Each landmark is moved to the nearest corner of its
 * triangle, at most {@code landmarkErrorMm}. FLAME has no colours: the albedo is a uniform grey.
 * Thread-safe.
 */
public final class FlameNpzReader implements FaceModelReader {
  private static final float MILLIMETRES = 1000;
  private static final int IDENTITY = 300;
  private static final double JAW_OPEN = 0.35;
  private static final double JAW_ASIDE = 0.1;
  private static final double LOOK = 0.5;
  private static final float GREY = 0.7f;
  private static final String LICENCE =
      "FLAME licence of the Max Planck Society, see the terms of the version at hand";
  private static final Set<String> FIELDS =
      Set.of("v_template", "f", "shapedirs", "posedirs", "weights", "J_regressor", "kintree_table");

  private record Turn(String name, int joint, int axis, double angle) {}

  private static final List<Turn> TURNS =
      List.of(
          new Turn("jawOpen", FlameJoints.JAW, 0, JAW_OPEN),
          new Turn("jawLeft", FlameJoints.JAW, 1, JAW_ASIDE),
          new Turn("jawRight", FlameJoints.JAW, 1, -JAW_ASIDE),
          new Turn("eyeLookDownLeft", FlameJoints.LEFT_EYE, 0, LOOK),
          new Turn("eyeLookUpLeft", FlameJoints.LEFT_EYE, 0, -LOOK),
          new Turn("eyeLookOutLeft", FlameJoints.LEFT_EYE, 1, LOOK),
          new Turn("eyeLookInLeft", FlameJoints.LEFT_EYE, 1, -LOOK),
          new Turn("eyeLookDownRight", FlameJoints.RIGHT_EYE, 0, LOOK),
          new Turn("eyeLookUpRight", FlameJoints.RIGHT_EYE, 0, -LOOK),
          new Turn("eyeLookOutRight", FlameJoints.RIGHT_EYE, 1, -LOOK),
          new Turn("eyeLookInRight", FlameJoints.RIGHT_EYE, 1, LOOK));

  private final Path landmarks;

  /**
   * Reads models with the landmarks of another file.
   *
   * @param landmarks a {@code .npz} with {@code full_lmk_faces_idx} (68 triangles), {@code
   *     full_lmk_bary_coords} and, if the jaw line is to slide, {@code dynamic_lmk_faces_idx} (rows
   *     of 17) and {@code dynamic_lmk_bary_coords}
   */
  public FlameNpzReader(Path landmarks) {
    this.landmarks = landmarks;
  }

  @Override
  public MorphableModel read(Path file) {
    NpzFields fields = NpzFields.open(file, FIELDS);
    int vertexCount = vertexCount(fields);
    float[] template = fields.floats("v_template", MILLIMETRES, vertexCount, 3);
    int[] triangles =
        fields.indices(
            "f", vertexCount, fields.shape("f").length == 0 ? 0 : fields.shape("f")[0], 3);
    FlameJoints joints = new FlameJoints(fields, template);
    float[] columns = columns(fields, template.length);
    int split = IDENTITY * template.length;
    FlameLandmarks places =
        new FlameLandmarks(NpzFields.open(landmarks, FlameLandmarks.FIELDS), triangles, template);
    LandmarkScheme scheme = places.scheme();
    byte[] regions = regions(joints, vertexCount);
    float[] colours = new float[template.length];
    Arrays.fill(colours, GREY);
    LinearBasis none = new LinearBasis(template.length, new float[0], new float[0], List.of());
    return new MorphableModel(
        "flame",
        new Topology(
            vertexCount,
            triangles,
            new float[0],
            regions,
            List.of("skin", "leftEyeball", "rightEyeball")),
        template,
        basis(Arrays.copyOf(columns, split), template.length, List.of(), "identity"),
        basis(
            withTurns(Arrays.copyOfRange(columns, split, columns.length), joints, template.length),
            template.length,
            TURNS.stream().map(Turn::name).toList(),
            "expression"),
        colours,
        none,
        scheme,
        lid(
            EyeLandmarks.leftLid(scheme.vertices()),
            joints,
            FlameJoints.LEFT_EYE,
            regions,
            template),
        lid(
            EyeLandmarks.rightLid(scheme.vertices()),
            joints,
            FlameJoints.RIGHT_EYE,
            regions,
            template),
        LICENCE,
        Map.of(
            "source",
            String.valueOf(file.getFileName()),
            "jointErrorMm",
            String.format(Locale.ROOT, "%.3f", jointError(joints)),
            "landmarkErrorMm",
            String.format(Locale.ROOT, "%.3f", places.farthest())));
  }

  private static int vertexCount(NpzFields fields) {
    long[] shape = fields.shape("v_template");
    if (shape.length != 2 || shape[0] == 0 || shape[1] != 3) {
      throw fields.bad(
          "v_template", "has shape " + Arrays.toString(shape), "give x, y, z for each vertex");
    }
    return (int) shape[0];
  }

  /** The shape directions, column after column. */
  private static float[] columns(NpzFields fields, int rows) {
    long[] shape = fields.shape("shapedirs");
    if (shape.length != 3 || shape[2] <= IDENTITY) {
      throw fields.bad(
          "shapedirs",
          "has shape " + Arrays.toString(shape),
          "give 300 columns of identity and, after them, expressions");
    }
    float[] rowAfterRow = fields.floats("shapedirs", MILLIMETRES, rows / 3, 3, shape[2]);
    int count = (int) shape[2];
    float[] columns = new float[rowAfterRow.length];
    for (int k = 0; k < count; k++) {
      for (int r = 0; r < rows; r++) {
        columns[k * rows + r] = rowAfterRow[r * count + k];
      }
    }
    return columns;
  }

  private static float[] withTurns(float[] expressions, FlameJoints joints, int rows) {
    float[] all = new float[(TURNS.size() * rows) + expressions.length];
    for (int k = 0; k < TURNS.size(); k++) {
      Turn turn = TURNS.get(k);
      float[] column = joints.displacement(turn.joint(), turn.axis(), turn.angle());
      System.arraycopy(column, 0, all, k * rows, rows);
    }
    System.arraycopy(expressions, 0, all, TURNS.size() * rows, expressions.length);
    return all;
  }

  /** How far a vertex at half weight is from where half the angle takes it, millimetres. */
  private static double jointError(FlameJoints joints) {
    double farthest = 0;
    for (Turn turn : TURNS) {
      float[] whole = joints.displacement(turn.joint(), turn.axis(), turn.angle());
      float[] half = joints.displacement(turn.joint(), turn.axis(), turn.angle() / 2);
      for (int i = 0; i < whole.length; i += 3) {
        double x = whole[i] / 2 - half[i];
        double y = whole[i + 1] / 2 - half[i + 1];
        double z = whole[i + 2] / 2 - half[i + 2];
        farthest = Math.max(farthest, Math.sqrt(x * x + y * y + z * z));
      }
    }
    return farthest;
  }

  private static LinearBasis basis(float[] data, int rows, List<String> first, String prefix) {
    int count = data.length / rows;
    List<String> names = new ArrayList<>(first);
    for (int k = first.size(); k < count; k++) {
      names.add(prefix + (k - first.size()));
    }
    float[] deviations = new float[count];
    Arrays.fill(deviations, 1);
    return new LinearBasis(rows, data, deviations, names);
  }

  private static byte[] regions(FlameJoints joints, int vertexCount) {
    byte[] regions = new byte[vertexCount];
    for (int v = 0; v < vertexCount; v++) {
      if (joints.weight(v, FlameJoints.LEFT_EYE) > 0.5f) {
        regions[v] = 1;
      } else if (joints.weight(v, FlameJoints.RIGHT_EYE) > 0.5f) {
        regions[v] = 2;
      }
    }
    return regions;
  }

  /** The eyeball turns about its joint; its radius is the mean distance of its vertices. */
  private static Lid lid(
      Lid margins, FlameJoints joints, int eye, byte[] regions, float[] template) {
    float[] c = joints.position(eye);
    double sum = 0;
    int count = 0;
    for (int v = 0; v < regions.length; v++) {
      if (regions[v] == eye - FlameJoints.LEFT_EYE + 1) {
        double xy = Math.hypot(template[3 * v] - c[0], template[3 * v + 1] - c[1]);
        sum += Math.hypot(xy, template[3 * v + 2] - c[2]);
        count++;
      }
    }
    return count == 0
        ? margins
        : new Lid(margins.upper(), margins.lower(), -1, c, (float) (sum / count));
  }
}
