package org.palpebra.model.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.palpebra.PalpebraException;
import org.palpebra.internal.ObjText;
import org.palpebra.model.LandmarkScheme;
import org.palpebra.model.LinearBasis;
import org.palpebra.model.MorphableModel;
import org.palpebra.model.Topology;

/**
 * Reads ICT-FaceKit's unpacked {@code FaceXModel} folder (ICT Face Model Light, MIT licence): a
 * full head with teeth, tongue, eyeballs and lashes, 100 identities at one standard deviation, and
 * every expression in the folder.
 *
 * <p>Centimetres become millimetres; the frame is the kit's. Polygons become triangles. The kit's
 * 26 719 vertices keep their numbers; where one has several texture coordinates, copies of it stand
 * behind them. Texture tiles are placed side by side in [0, 1]. Lashes (cards for a texture that
 * the kit lacks), lacrimal fluid, eye blend and eye occlusion would hide the eyes where nothing is
 * drawn transparent: they have vertices, but triangles only if asked for.
 *
 * <p>Expressions have ARKit's names as far as ARKit has them ({@code eyeBlink_L} is {@code
 * eyeBlinkLeft}); others keep the kit's in camel case, such as {@code browInnerUpLeft} and {@code
 * browInnerUpRight} for ARKit's {@code browInnerUp}. The kit's eyeballs do not move; here {@code
 * eyeLook…} turns them by {@value #SIDEWAYS}° sideways, {@value #DOWN}° down and {@value #UP}° up
 * at weight 1. Lid margins are found along the mesh's edges, the eyeball is the sphere of the
 * sclera behind the cornea, and colours, of which the kit has none, are those of Palpebra's own
 * model.
 *
 * <p>Thread-safe.
 */
public final class IctFaceKitReader implements FaceModelReader {
  /** The file by which the folder is known. */
  static final String NEUTRAL = "generic_neutral_mesh.obj";

  static final int SIDEWAYS = 30;
  static final int DOWN = 28;
  static final int UP = 24;

  private static final String INDICES = "vertex_indices.json";
  private static final String LANDMARKS = "idx_to_landmark_verts";
  private static final double MILLIMETRES = 10;
  private static final int MAX_EXPRESSIONS = 250;
  private static final String REMEDY = "unpack FaceXModel.tar.xz again";

  private final IctLayout layout;
  private final boolean transparent;

  /** A reader of ICT Face Model Light without the triangles of transparent parts. */
  public IctFaceKitReader() {
    this(false);
  }

  /**
   * A reader of ICT Face Model Light.
   *
   * @param transparent whether lashes and the shells before the eyes have triangles, too, for
   *     engines that draw them with a material of their own
   */
  public IctFaceKitReader(boolean transparent) {
    this(IctLayout.LIGHT, transparent);
  }

  IctFaceKitReader(IctLayout layout, boolean transparent) {
    this.layout = layout;
    this.transparent = transparent;
  }

  @Override
  public MorphableModel read(Path folder) {
    return new Kit(folder).model();
  }

  /** One folder being read. */
  private final class Kit {
    private final Path folder;
    private final ObjText mesh;
    private final double[] neutral;
    private final JsonFile indices;
    private final SplitVertices vertices;
    private final MeshEdges edges;

    Kit(Path folder) {
      this.folder = folder;
      mesh = ObjText.read(folder.resolve(NEUTRAL));
      if (mesh.positions().length != 3 * layout.vertexCount()) {
        throw bad(
            NEUTRAL,
            "v",
            "has %d vertices, ICT Face Model Light has %d"
                .formatted(mesh.positions().length / 3, layout.vertexCount()));
      }
      if (Arrays.stream(mesh.uvCorners()).anyMatch(c -> c < 0)) {
        throw bad(NEUTRAL, "f", "a corner has no texture coordinates");
      }
      neutral = scaled(mesh.positions());
      vertices =
          new SplitVertices(
              mesh,
              (vertex, u, v) -> IctAtlas.place(region(vertex).name(), u, v),
              vertex -> transparent || region(vertex).opaque());
      edges =
          new MeshEdges(
              new ObjText(neutral, mesh.uv(), mesh.polygons(), mesh.corners(), mesh.uvCorners()));
      indices = JsonFile.read(folder.resolve(INDICES), REMEDY);
    }

    MorphableModel model() {
      int[] landmarks = indices.indices(LANDMARKS, LandmarkScheme.COUNT, layout.vertexCount());
      List<IctEye> eyes =
          List.of(
              eye(landmarks, IctLayout.LEFT_EYEBALL, 42, 43, 44, 45, 46, 47),
              eye(landmarks, IctLayout.RIGHT_EYEBALL, 39, 38, 37, 36, 41, 40));
      LinearBasis expression = expressions(eyes);
      IctAlbedo albedo = new IctAlbedo(layout, neutral, edges, landmarks, eyes);
      return new MorphableModel(
          "ict-facekit",
          new Topology(
              vertices.count(),
              vertices.triangles(),
              vertices.uv(),
              regions(),
              layout.regionNames()),
          vertices.spread(neutral),
          identity(),
          expression,
          vertices.spread(albedo.mean()),
          spread(albedo.basis()),
          new IctContours(layout, neutral, edges).scheme(landmarks),
          eyes.get(0).lid(closed(expression, "Left"), expression.indexOf("eyeBlinkLeft")),
          eyes.get(1).lid(closed(expression, "Right"), expression.indexOf("eyeBlinkRight")),
          "MIT",
          Map.of(
              "source",
              "ICT-FaceKit, FaceXModel (ICT Face Model Light)",
              "attribution",
              "Copyright (c) 2020 USC Institute for Creative Technologies",
              "filledIn",
              "albedo, lid margins, jaw contours and the turning of eyeballs are Palpebra's"));
    }

    private IctLayout.Region region(int vertex) {
      return layout.regions().get(layout.regionOf(vertex));
    }

    private byte[] regions() {
      byte[] regions = new byte[vertices.count()];
      for (int v = 0; v < regions.length; v++) {
        regions[v] = (byte) layout.regionOf(vertices.original(v));
      }
      return regions;
    }

    private LinearBasis identity() {
      List<String> names = new ArrayList<>();
      for (int k = 0; k < layout.identities(); k++) {
        names.add("identity%03d".formatted(k));
      }
      float[] data = new float[names.size() * 3 * vertices.count()];
      for (int k = 0; k < names.size(); k++) {
        vertices.spread(displacement(names.get(k)), data, k);
      }
      return basis(data, names);
    }

    private LinearBasis expressions(List<IctEye> eyes) {
      Map<String, String> files = expressionFiles();
      float[] data = new float[files.size() * 3 * vertices.count()];
      int k = 0;
      for (Map.Entry<String, String> file : files.entrySet()) {
        double[] moved = displacement(file.getValue());
        for (int e = 0; e < eyes.size(); e++) {
          IctGaze.add(
              file.getKey(),
              e == 0,
              eyes.get(e).centre(),
              layout.region(e == 0 ? IctLayout.LEFT_EYEBALL : IctLayout.RIGHT_EYEBALL),
              neutral,
              moved);
        }
        vertices.spread(moved, data, k++);
      }
      return basis(data, List.copyOf(files.keySet()));
    }

    /** File by the name of the expression: those the kit lists in its order, then the others. */
    private Map<String, String> expressionFiles() {
      Set<String> names = new LinkedHashSet<>();
      names.addAll(indices.texts("expressions"));
      names.addAll(otherFiles());
      if (names.size() > MAX_EXPRESSIONS) {
        throw bad(INDICES, "expressions", "lists more than " + MAX_EXPRESSIONS);
      }
      Map<String, String> files = new LinkedHashMap<>();
      for (String name : names) {
        if (!name.matches("[A-Za-z]+(_[LR])?")) {
          throw bad(INDICES, "expressions", "lists a name that no file of the kit has");
        }
        files.put(expressionName(name), name);
      }
      for (String blink : List.of("eyeBlinkLeft", "eyeBlinkRight")) {
        if (!files.containsKey(blink)) {
          throw bad(blink.replace("Left", "_L").replace("Right", "_R") + ".obj", "is missing");
        }
      }
      return files;
    }

    private List<String> otherFiles() {
      try (Stream<Path> all = Files.list(folder)) {
        return all.map(p -> String.valueOf(p.getFileName()))
            .filter(f -> f.endsWith(".obj") && !f.equals(NEUTRAL) && !f.startsWith("identity"))
            .map(f -> f.substring(0, f.length() - 4))
            .filter(f -> f.matches("[A-Za-z]+(_[LR])?"))
            .sorted()
            .toList();
      } catch (IOException e) {
        throw new PalpebraException(folder + ": cannot be listed; " + REMEDY, e);
      }
    }

    private double[] displacement(String name) {
      Path file = folder.resolve(name + ".obj");
      if (!Files.isRegularFile(file)) {
        throw bad(name + ".obj", "is missing");
      }
      double[] moved = scaled(ObjText.readVertices(file, layout.vertexCount()));
      for (int i = 0; i < moved.length; i++) {
        moved[i] -= neutral[i];
      }
      return moved;
    }

    private double[] closed(LinearBasis expression, String side) {
      int blink = expression.indexOf("eyeBlink" + side);
      double[] closed = neutral.clone();
      for (int i = 0; i < closed.length; i++) {
        closed[i] += expression.data()[blink * expression.rows() + i];
      }
      return closed;
    }

    private LinearBasis basis(float[] data, List<String> names) {
      float[] deviations = new float[names.size()];
      Arrays.fill(deviations, 1);
      return new LinearBasis(3 * vertices.count(), data, deviations, names);
    }

    private LinearBasis spread(LinearBasis basis) {
      float[] data = new float[basis.columns() * 3 * vertices.count()];
      double[] column = new double[basis.rows()];
      for (int k = 0; k < basis.columns(); k++) {
        for (int i = 0; i < column.length; i++) {
          column[i] = basis.data()[k * basis.rows() + i];
        }
        vertices.spread(column, data, k);
      }
      return basis(data, basis.names());
    }

    private IctEye eye(int[] landmarks, String region, int... corners) {
      IctEye eye =
          IctEye.find(
              neutral,
              edges,
              layout.region(IctLayout.SKIN)::contains,
              Arrays.stream(corners).map(i -> landmarks[i]).toArray(),
              layout.region(region),
              layout.scleraVertices());
      if (eye == null) {
        throw bad(NEUTRAL, region, "no lid margins along edges or no sphere");
      }
      return eye;
    }

    private PalpebraException bad(String file, String field, String problem) {
      return bad(file, field + ": " + problem);
    }

    private PalpebraException bad(String file, String problem) {
      return new PalpebraException("%s: %s; %s".formatted(folder.resolve(file), problem, REMEDY));
    }
  }

  private static double[] scaled(double[] centimetres) {
    for (int i = 0; i < centimetres.length; i++) {
      centimetres[i] *= MILLIMETRES;
    }
    return centimetres;
  }

  /** ARKit's way to write the kit's name. */
  static String expressionName(String name) {
    String side = name.endsWith("_L") ? "Left" : name.endsWith("_R") ? "Right" : "";
    String stem = side.isEmpty() ? name : name.substring(0, name.length() - 2);
    return stem.substring(0, 1).toLowerCase(Locale.ROOT) + stem.substring(1) + side;
  }
}
