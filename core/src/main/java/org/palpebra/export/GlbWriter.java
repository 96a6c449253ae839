package org.palpebra.export;

import de.javagl.jgltf.impl.v2.Asset;
import de.javagl.jgltf.impl.v2.GlTF;
import de.javagl.jgltf.impl.v2.Image;
import de.javagl.jgltf.impl.v2.Material;
import de.javagl.jgltf.impl.v2.MaterialPbrMetallicRoughness;
import de.javagl.jgltf.impl.v2.Mesh;
import de.javagl.jgltf.impl.v2.MeshPrimitive;
import de.javagl.jgltf.impl.v2.Node;
import de.javagl.jgltf.impl.v2.Sampler;
import de.javagl.jgltf.impl.v2.Scene;
import de.javagl.jgltf.impl.v2.Texture;
import de.javagl.jgltf.impl.v2.TextureInfo;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.palpebra.FaceImage;
import org.palpebra.internal.AtomicFiles;
import org.palpebra.model.LinearBasis;
import org.palpebra.model.MorphableModel;

/**
 * Writes a face as glTF 2.0 in one binary file (GLB): metres, right-handed, +Y up, the face looking
 * to +Z, +X to the subject's left, the head not turned; its rotation (radians) and translation
 * (millimetres) on the photo stand in the extras of the node {@code head}.
 *
 * <p>Below {@code head} lie the nodes {@code face} and, where the model's regions name them, {@code
 * leftEyeball}, {@code rightEyeball} and the teeth; an eyeball's node sits at its centre, so that
 * rotating the node turns the gaze. Every expression with an ARKit name is a morph target, named in
 * the mesh's {@code extras.targetNames}; weight 1 is coefficient 1. Where the model has two halves
 * for one of ARKit's ({@code browInnerUpLeft} and {@code browInnerUpRight}), their sum is the
 * target and their mean its weight. Targets hold positions only and are sparse where that is
 * smaller. An eyeball has only the targets that move it. Whatever the targets do not give
 * (expressions without an ARKit name, the difference of halves) is baked into the positions.
 *
 * <p>Immutable and thread-safe; the {@code with…} methods return changed copies.
 */
public final class GlbWriter {
  /** Displacements below this many millimetres are not stored. */
  private static final float NEGLIGIBLE = 0.02f;

  private static final float METRES = 1e-3f;
  private static final int LINEAR = 9729;
  private static final int LINEAR_MIPMAP_LINEAR = 9987;
  private static final int CLAMP_TO_EDGE = 33071;

  private final List<String> targets;
  private final boolean baked;
  private final boolean sparse;
  private final Map<String, String> provenance;
  private final @Nullable FaceAnimation animation;

  /** All ARKit targets, the expression as default weights, sparse storage. */
  public GlbWriter() {
    this(ArkitNames.ALL, false, true, Map.of(), null);
  }

  private GlbWriter(
      List<String> targets,
      boolean baked,
      boolean sparse,
      Map<String, String> provenance,
      @Nullable FaceAnimation animation) {
    if (animation != null && baked) {
      throw new IllegalArgumentException("a baked expression cannot be animated");
    }
    this.targets = targets;
    this.baked = baked;
    this.sparse = sparse;
    this.provenance = provenance;
    this.animation = animation;
  }

  /**
   * Only these expressions become morph targets (names the model lacks are left out); the others
   * are baked into the positions. {@link ArkitNames#EIGHT} for loaders that stop at eight targets.
   */
  public GlbWriter withTargets(List<String> names) {
    return new GlbWriter(List.copyOf(names), baked, sparse, provenance, animation);
  }

  /**
   * The present expression becomes part of the positions and all default weights are 0: a target's
   * weight is then added to what the photo showed.
   */
  public GlbWriter withBakedExpression() {
    return new GlbWriter(targets, true, sparse, provenance, animation);
  }

  /**
   * Targets without sparse accessors, for loaders that do not read them, such as jMonkeyEngine's.
   */
  public GlbWriter withDenseTargets() {
    return new GlbWriter(targets, baked, false, provenance, animation);
  }

  /** More entries for {@code asset.extras}, such as the photo's name or the networks. */
  public GlbWriter withProvenance(Map<String, String> entries) {
    return new GlbWriter(targets, baked, sparse, Map.copyOf(entries), animation);
  }

  /**
   * The targets' weights and the node {@code head} move; the translation becomes metres.
   *
   * @throws IllegalArgumentException together with {@link #withBakedExpression}
   */
  public GlbWriter withAnimation(FaceAnimation motion) {
    return new GlbWriter(targets, baked, sparse, provenance, motion);
  }

  /**
   * Writes one face; the file is replaced as a whole or not at all.
   *
   * @param texture base colour for the model's texture coordinates, or null for the model's albedo
   *     as vertex colours
   * @throws IllegalArgumentException if there is a texture but no texture coordinates
   * @throws org.palpebra.PalpebraException if the file cannot be written
   */
  public void write(Path file, FaceMesh face, @Nullable FaceImage texture) {
    requireTextureCoordinates(face, texture);
    AtomicFiles.write(file, out -> build(face, texture).write(out));
  }

  /**
   * Writes one face to a stream, which stays open.
   *
   * @param texture as for a file
   * @throws IllegalArgumentException if there is a texture but no texture coordinates
   * @throws IOException if the stream cannot be written to
   */
  public void write(OutputStream out, FaceMesh face, @Nullable FaceImage texture)
      throws IOException {
    requireTextureCoordinates(face, texture);
    build(face, texture).write(out);
  }

  private static void requireTextureCoordinates(FaceMesh face, @Nullable FaceImage texture) {
    MorphableModel model = face.model();
    if (texture != null && model.topology().uv().length == 0) {
      throw new IllegalArgumentException(
          model.name() + " has no texture coordinates, so it takes no texture");
    }
  }

  private GlbBuilder build(FaceMesh face, @Nullable FaceImage texture) throws IOException {
    GlbBuilder builder = new GlbBuilder();
    GlTF gltf = builder.gltf();
    gltf.setAsset(asset(face.model()));
    addMaterial(builder, texture);
    FaceGeometry geometry = geometry(face);
    List<Integer> children = new ArrayList<>();
    for (MeshPart part : MeshPart.of(face.model().topology())) {
      gltf.addNodes(node(builder, geometry, part, texture != null));
      children.add(gltf.getNodes().size() - 1);
    }
    Node head = new Node();
    head.setName("head");
    head.setChildren(children);
    head.setExtras(
        Map.of(
            "rotation", face.coefficients().rotation(),
            "translationMillimetres", face.coefficients().translation()));
    gltf.addNodes(head);
    if (animation != null) {
      GlbAnimation.add(builder, animation, gltf.getNodes().size() - 1, geometry.shapes());
    }
    Scene scene = new Scene();
    scene.addNodes(gltf.getNodes().size() - 1);
    gltf.addScenes(scene);
    gltf.setScene(0);
    return builder;
  }

  private Asset asset(MorphableModel model) {
    Map<String, String> extras = new TreeMap<>(model.metadata());
    extras.putAll(provenance);
    extras.put("faceModel", model.name());
    extras.put("licence", model.licence());
    Asset asset = new Asset();
    asset.setVersion("2.0");
    asset.setGenerator("Palpebra");
    asset.setExtras(extras);
    return asset;
  }

  private static void addMaterial(GlbBuilder builder, @Nullable FaceImage texture)
      throws IOException {
    MaterialPbrMetallicRoughness pbr = new MaterialPbrMetallicRoughness();
    pbr.setMetallicFactor(0f);
    pbr.setRoughnessFactor(0.8f);
    if (texture != null) {
      pbr.setBaseColorTexture(addTexture(builder, texture));
    }
    Material material = new Material();
    material.setName("skin");
    material.setPbrMetallicRoughness(pbr);
    // the face is a thin shell, which is to be seen from behind, too
    material.setDoubleSided(true);
    builder.gltf().addMaterials(material);
  }

  private static TextureInfo addTexture(GlbBuilder builder, FaceImage picture) throws IOException {
    GlTF gltf = builder.gltf();
    Image image = new Image();
    image.setName("baseColor");
    image.setMimeType("image/png");
    image.setBufferView(builder.bytes(Png.encode(picture)));
    gltf.addImages(image);
    Sampler sampler = new Sampler();
    sampler.setMagFilter(LINEAR);
    sampler.setMinFilter(LINEAR_MIPMAP_LINEAR);
    sampler.setWrapS(CLAMP_TO_EDGE);
    sampler.setWrapT(CLAMP_TO_EDGE);
    gltf.addSamplers(sampler);
    Texture texture = new Texture();
    texture.setSource(0);
    texture.setSampler(0);
    gltf.addTextures(texture);
    TextureInfo info = new TextureInfo();
    info.setIndex(0);
    return info;
  }

  /** What all pieces share: positions in millimetres with all targets at weight 0. */
  private record FaceGeometry(
      FaceMesh face, float[] base, float[] normals, List<Blendshape> shapes, float[] weights) {}

  private FaceGeometry geometry(FaceMesh face) {
    List<Blendshape> shapes = Blendshape.find(face.model().expression(), targets);
    float[] inPositions = face.coefficients().expression();
    float[] weights = new float[shapes.size()];
    for (int t = 0; t < weights.length && !baked; t++) {
      weights[t] = shapes.get(t).weight(inPositions);
      shapes.get(t).subtract(weights[t], inPositions);
    }
    float[] base = face.model().shape(face.coefficients().withExpression(inPositions), null);
    return new FaceGeometry(face, base, SeamNormals.compute(face.model(), base), shapes, weights);
  }

  private Node node(GlbBuilder builder, FaceGeometry geometry, MeshPart part, boolean textured) {
    GlTF gltf = builder.gltf();
    float[] positions = part.gather(geometry.base(), 3);
    float[] origin = part.movable() ? center(positions) : new float[3];
    for (int i = 0; i < positions.length; i++) {
      positions[i] = METRES * (positions[i] - origin[i % 3]);
    }
    MorphableModel model = geometry.face().model();
    MeshPrimitive primitive = new MeshPrimitive();
    primitive.addAttributes("POSITION", builder.floats(positions, 3, true));
    primitive.addAttributes("NORMAL", builder.floats(part.gather(geometry.normals(), 3), 3, false));
    if (textured) {
      primitive.addAttributes(
          "TEXCOORD_0", builder.floats(part.gather(model.topology().uv(), 2), 2, false));
    } else {
      float[] albedo = model.albedo(geometry.face().coefficients(), null);
      primitive.addAttributes("COLOR_0", builder.colours(linearColours(part.gather(albedo, 3))));
    }
    primitive.setIndices(builder.triangles(part.triangles(), part.vertices().length));
    primitive.setMaterial(0);
    Mesh mesh = new Mesh();
    mesh.setName(part.name());
    mesh.addPrimitives(primitive);
    addTargets(builder, geometry, part, mesh, primitive);
    gltf.addMeshes(mesh);
    Node node = new Node();
    node.setName(part.name());
    node.setMesh(gltf.getMeshes().size() - 1);
    if (part.movable()) {
      node.setTranslation(new float[] {METRES * origin[0], METRES * origin[1], METRES * origin[2]});
    }
    return node;
  }

  private void addTargets(
      GlbBuilder builder,
      FaceGeometry geometry,
      MeshPart part,
      Mesh mesh,
      MeshPrimitive primitive) {
    LinearBasis basis = geometry.face().model().expression();
    List<String> names = new ArrayList<>();
    for (int t = 0; t < geometry.shapes().size(); t++) {
      Blendshape shape = geometry.shapes().get(t);
      float[] displacement = displacement(basis, shape, part);
      int[] moved = moved(displacement);
      if (moved.length == 0) {
        if (part.movable()) {
          continue;
        }
        moved = new int[] {0};
      }
      int accessor = builder.displacements(displacement, moved, sparse);
      primitive.addTargets(Map.of("POSITION", accessor));
      mesh.addWeights(geometry.weights()[t]);
      names.add(shape.name());
    }
    if (!names.isEmpty()) {
      mesh.setExtras(Map.of("targetNames", names));
    }
  }

  /** One expression's displacements of a piece in metres, negligible ones exactly 0. */
  private static float[] displacement(LinearBasis basis, Blendshape shape, MeshPart part) {
    float[] out = new float[3 * part.vertices().length];
    for (int i = 0; i < part.vertices().length; i++) {
      float x = 0;
      float y = 0;
      float z = 0;
      for (int column : shape.columns()) {
        int from = column * basis.rows() + 3 * part.vertices()[i];
        x += basis.data()[from];
        y += basis.data()[from + 1];
        z += basis.data()[from + 2];
      }
      if (x * x + y * y + z * z > NEGLIGIBLE * NEGLIGIBLE) {
        out[3 * i] = METRES * x;
        out[3 * i + 1] = METRES * y;
        out[3 * i + 2] = METRES * z;
      }
    }
    return out;
  }

  private static int[] moved(float[] displacement) {
    return java.util.stream.IntStream.range(0, displacement.length / 3)
        .filter(
            v ->
                displacement[3 * v] != 0
                    || displacement[3 * v + 1] != 0
                    || displacement[3 * v + 2] != 0)
        .toArray();
  }

  /** The middle of the bounding box: an eyeball's centre, whatever its vertices' density. */
  private static float[] center(float[] positions) {
    float[] center = new float[3];
    for (int k = 0; k < 3; k++) {
      float min = Float.POSITIVE_INFINITY;
      float max = Float.NEGATIVE_INFINITY;
      for (int i = k; i < positions.length; i += 3) {
        min = Math.min(min, positions[i]);
        max = Math.max(max, positions[i]);
      }
      center[k] = (min + max) / 2;
    }
    return center;
  }

  /** glTF's vertex colours are linear light. */
  private static short[] linearColours(float[] srgb) {
    short[] rgba = new short[4 * (srgb.length / 3)];
    for (int v = 0; v < srgb.length / 3; v++) {
      for (int k = 0; k < 3; k++) {
        double s = Math.max(0, Math.min(1, srgb[3 * v + k]));
        double linear = s <= 0.04045 ? s / 12.92 : Math.pow((s + 0.055) / 1.055, 2.4);
        rgba[4 * v + k] = (short) Math.round(65535 * linear);
      }
      rgba[4 * v + 3] = (short) 0xffff;
    }
    return rgba;
  }
}
