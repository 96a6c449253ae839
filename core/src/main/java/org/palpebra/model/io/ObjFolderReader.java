package org.palpebra.model.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.palpebra.PalpebraException;
import org.palpebra.export.ArkitNames;
import org.palpebra.internal.ObjText;
import org.palpebra.model.LandmarkScheme;
import org.palpebra.model.Lid;
import org.palpebra.model.LinearBasis;
import org.palpebra.model.MorphableModel;
import org.palpebra.model.Topology;

/**
 * Reads a folder of OBJ blendshapes: the neutral face, any number of expressions (the same mesh at
 * full weight, one file each), and {@value #DESCRIPTION} beside them:
 *
 * <pre>{@code
 * {
 *   "units": "m",                   // or "cm" or "mm"
 *   "up": "y",                      // face looks along +z; "z" where it looks along −y
 *   "landmarks": [68 vertices],     // iBUG-68, counted from 0
 *   "neutral": "head.obj",          // left out: neutral.obj
 *   "leftLid": {"upper": […], "lower": […], "eyeballCenter": [x, y, z], "eyeballRadius": r},
 *   "rightLid": {…},                // left out: lids from the landmarks, no eyeballs
 *   "name": …, "licence": …         // left out: the folder's name, "unknown"
 * }
 * }</pre>
 *
 * <p>Lids are the subject's; {@code lower[i]} is what {@code upper[i]} meets, from the inner to the
 * outer corner. An expression is named after its file; where that is an ARKit name but for case,
 * separators, and {@code _L}/{@code _R} for {@code Left}/{@code Right}, it gets ARKit's. Polygons
 * become triangles; a vertex with several texture coordinates is copied behind the others. The
 * model has no identity and no albedo coefficients, and one colour of skin.
 *
 * <p>Thread-safe.
 */
public final class ObjFolderReader implements FaceModelReader {
  static final String DESCRIPTION = "landmarks.json";

  private static final String EXTENSION = ".obj";
  private static final String NEUTRAL = "neutral" + EXTENSION;
  private static final int MAX_EXPRESSIONS = 1000;
  private static final float[] SKIN = {0.735f, 0.565f, 0.475f};
  private static final Map<String, Double> UNITS = Map.of("m", 1000.0, "cm", 10.0, "mm", 1.0);
  private static final Map<String, String> ARKIT = new HashMap<>();

  static {
    ArkitNames.ALL.forEach(name -> ARKIT.put(plain(name), name));
  }

  @Override
  public MorphableModel read(Path folder) {
    return new Contents(folder).model();
  }

  /** ARKit's name for a file's, or the file's own. */
  static String expressionName(String file) {
    return ARKIT.getOrDefault(plain(file), file);
  }

  private static String plain(String name) {
    String sided = name.replaceFirst("[_. -][lL]$", "Left").replaceFirst("[_. -][rR]$", "Right");
    return sided.replaceAll("[^A-Za-z0-9]", "").toLowerCase(Locale.ROOT);
  }

  /** One folder being read. */
  private static final class Contents {
    private final Path folder;
    private final JsonFile description;
    private final double scale;
    private final boolean zUp;
    private final Path neutralFile;
    private final ObjText mesh;
    private final double[] neutral;
    private final SplitVertices vertices;

    Contents(Path folder) {
      this.folder = folder;
      description =
          JsonFile.read(
              folder.resolve(DESCRIPTION), "see the list of fields in docs/face-models.md");
      Double unit = UNITS.get(description.text("units", ""));
      if (unit == null) {
        throw description.bad("units", "is not m, cm or mm");
      }
      scale = unit;
      String up = description.text("up", "");
      zUp = up.equals("z");
      if (!zUp && !up.equals("y")) {
        throw description.bad("up", "is not y or z");
      }
      neutralFile = neutralFile();
      mesh = ObjText.read(neutralFile);
      if (mesh.corners().length == 0) {
        throw bad(neutralFile, "f: there are no faces", "give a mesh");
      }
      long placed = Arrays.stream(mesh.uvCorners()).filter(t -> t >= 0).count();
      if (placed != 0 && placed != mesh.uvCorners().length) {
        throw bad(
            neutralFile, "f: not all corners have texture coordinates", "give all of them or none");
      }
      neutral = converted(mesh.positions());
      vertices =
          new SplitVertices(mesh, (v, u, w) -> new float[] {wrap(u), wrap(1 - w)}, v -> true);
    }

    private static float wrap(double value) {
      return (float) (value >= 0 && value <= 1 ? value : value - Math.floor(value));
    }

    private Path neutralFile() {
      String name = description.text("neutral", NEUTRAL);
      Path file = folder.resolve(NEUTRAL);
      if (!name.equals(NEUTRAL)) {
        file =
            objFiles().stream()
                .filter(f -> String.valueOf(f.getFileName()).equals(name))
                .findFirst()
                .orElseThrow(() -> description.bad("neutral", "is no OBJ file of the folder"));
      }
      if (!Files.isRegularFile(file)) {
        throw bad(
            file, "there is no neutral face", "add it, or name it as neutral in " + DESCRIPTION);
      }
      return file;
    }

    MorphableModel model() {
      LinearBasis expression = expressions();
      int[] landmarks = description.indices("landmarks", LandmarkScheme.COUNT, neutral.length / 3);
      float[] albedo = new float[3 * vertices.count()];
      for (int i = 0; i < albedo.length; i++) {
        albedo[i] = SKIN[i % 3];
      }
      return new MorphableModel(
          description.text(
              "name", String.valueOf(folder.toAbsolutePath().normalize().getFileName())),
          new Topology(
              vertices.count(), vertices.triangles(), vertices.uv(), new byte[0], List.of()),
          vertices.spread(neutral),
          none(),
          expression,
          albedo,
          none(),
          LandmarkScheme.fixed(landmarks),
          lid(
              "leftLid",
              expression,
              "eyeBlinkLeft",
              pick(landmarks, 43, 44),
              pick(landmarks, 47, 46)),
          lid(
              "rightLid",
              expression,
              "eyeBlinkRight",
              pick(landmarks, 38, 37),
              pick(landmarks, 40, 41)),
          description.text("licence", "unknown"),
          Map.of("source", "OBJ blendshapes"));
    }

    private LinearBasis none() {
      return new LinearBasis(3 * vertices.count(), new float[0], new float[0], List.of());
    }

    private LinearBasis expressions() {
      Map<String, Path> files = new TreeMap<>();
      for (Path file : objFiles()) {
        String name = String.valueOf(file.getFileName());
        String expression = expressionName(name.substring(0, name.length() - EXTENSION.length()));
        if (!file.equals(neutralFile) && files.put(expression, file) != null) {
          throw bad(file, "there is another file for " + expression, "keep one of them");
        }
      }
      long numbers = (long) files.size() * 3 * vertices.count();
      if (files.size() > MAX_EXPRESSIONS || numbers > Integer.MAX_VALUE - 16) {
        throw bad(folder, files.size() + " expressions are too many", "give fewer");
      }
      float[] data = new float[(int) numbers];
      List<String> names = new ArrayList<>();
      for (Map.Entry<String, Path> file : files.entrySet()) {
        vertices.spread(displacement(file.getValue()), data, names.size());
        names.add(file.getKey());
      }
      float[] deviations = new float[names.size()];
      Arrays.fill(deviations, 1);
      return new LinearBasis(3 * vertices.count(), data, deviations, names);
    }

    private double[] displacement(Path file) {
      double[] shape = converted(ObjText.readVertices(file, neutral.length / 3));
      for (int i = 0; i < shape.length; i++) {
        shape[i] -= neutral[i];
      }
      return shape;
    }

    private double[] converted(double[] own) {
      double[] out = new double[own.length];
      for (int i = 0; i < own.length; i += 3) {
        out[i] = scale * own[i];
        out[i + 1] = scale * (zUp ? own[i + 2] : own[i + 1]);
        out[i + 2] = scale * (zUp ? -own[i + 1] : own[i + 2]);
      }
      return out;
    }

    private Lid lid(String field, LinearBasis expression, String blink, int[] upper, int[] lower) {
      int column = expression.indexOf(blink);
      if (!description.has(field)) {
        return new Lid(upper, lower, column, new float[0], 0);
      }
      JsonFile lid = description.object(field);
      int[] above = lid.indices("upper", -1, neutral.length / 3);
      if (above.length == 0) {
        throw lid.bad("upper", "is empty");
      }
      int[] below = lid.indices("lower", above.length, neutral.length / 3);
      if (!lid.has("eyeballCenter")) {
        return new Lid(above, below, column, new float[0], 0);
      }
      float[] own = lid.numbers("eyeballCenter", 3);
      double[] centre = converted(new double[] {own[0], own[1], own[2]});
      float radius = lid.number("eyeballRadius");
      if (!(radius > 0)) {
        throw lid.bad("eyeballRadius", "is not positive");
      }
      return new Lid(
          above,
          below,
          column,
          new float[] {(float) centre[0], (float) centre[1], (float) centre[2]},
          (float) (scale * radius));
    }

    private List<Path> objFiles() {
      try (Stream<Path> all = Files.list(folder)) {
        return all.filter(
                f -> String.valueOf(f.getFileName()).toLowerCase(Locale.ROOT).endsWith(EXTENSION))
            .sorted()
            .toList();
      } catch (IOException e) {
        throw new PalpebraException(folder + ": cannot be listed; give a readable folder", e);
      }
    }

    private static int[] pick(int[] landmarks, int... which) {
      return Arrays.stream(which).map(i -> landmarks[i]).toArray();
    }

    private static PalpebraException bad(Path file, String problem, String remedy) {
      return new PalpebraException("%s: %s; %s".formatted(file, problem, remedy));
    }
  }
}
