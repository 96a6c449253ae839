package org.palpebra.export;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.javagl.jgltf.model.AccessorDatas;
import de.javagl.jgltf.model.AccessorFloatData;
import de.javagl.jgltf.model.AccessorModel;
import de.javagl.jgltf.model.GltfModel;
import de.javagl.jgltf.model.MeshModel;
import de.javagl.jgltf.model.MeshPrimitiveModel;
import de.javagl.jgltf.model.NodeModel;
import de.javagl.jgltf.model.io.GltfModelReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palpebra.FaceImage;
import org.palpebra.PalpebraException;
import org.palpebra.model.Coefficients;
import org.palpebra.model.MorphableModel;
import org.palpebra.testing.GltfValidator;

class GlbWriterTest {
  private static final MorphableModel MODEL = EyedFace.MODEL;
  private static final List<String> ARKIT_TARGETS =
      MODEL.expression().names().stream().filter(ArkitNames::contains).toList();

  @TempDir Path directory;

  @Test
  void positionsAreMetresAndTheWeightsGiveThePresentExpression() throws IOException {
    Coefficients c = EyedFace.with("jawOpen", 0.7f);
    GltfModel gltf = read(write(new GlbWriter(), c));
    MeshModel mesh = gltf.getMeshModels().get(0);
    assertEquals(ARKIT_TARGETS.size(), mesh.getWeights().length);
    assertEquals(0.7f, mesh.getWeights()[targetNames(mesh).indexOf("jawOpen")]);
    assertShape(MODEL.shape(c, null), gltf, mesh.getWeights());
  }

  @Test
  void everyTargetIsItsExpression() throws IOException {
    GltfModel gltf = read(write(new GlbWriter(), EyedFace.neutral()));
    MeshModel mesh = gltf.getMeshModels().get(0);
    assertEquals(
        ARKIT_TARGETS.stream().sorted().toList(), targetNames(mesh).stream().sorted().toList());
    for (String name : ARKIT_TARGETS) {
      float[] weights = new float[ARKIT_TARGETS.size()];
      weights[targetNames(mesh).indexOf(name)] = 1;
      assertShape(MODEL.shape(EyedFace.with(name, 1), null), gltf, weights);
    }
  }

  @Test
  void aStreamGetsWhatAFileGets() throws IOException {
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    new GlbWriter().write(stream, new FaceMesh(MODEL, EyedFace.neutral()), stripes());
    assertArrayEquals(
        Files.readAllBytes(write(new GlbWriter(), EyedFace.neutral())), stream.toByteArray());
  }

  @Test
  void sparseAndDenseTargetsAreTheSame() throws IOException {
    Path sparse = write(new GlbWriter(), EyedFace.neutral());
    byte[] sparseBytes = Files.readAllBytes(sparse);
    MeshPrimitiveModel a = read(sparse).getMeshModels().get(0).getMeshPrimitiveModels().get(0);
    Path dense = write(new GlbWriter().withDenseTargets(), EyedFace.neutral());
    MeshPrimitiveModel b = read(dense).getMeshModels().get(0).getMeshPrimitiveModels().get(0);
    assertTrue(sparseBytes.length < Files.size(dense), "sparse is smaller");
    for (int t = 0; t < a.getTargets().size(); t++) {
      assertArrayEquals(
          floats(a.getTargets().get(t).get("POSITION")),
          floats(b.getTargets().get(t).get("POSITION")));
    }
  }

  @Test
  void expressionsOutsideArkitAndTheChosenTargetsAreBaked() throws IOException {
    Coefficients c = EyedFace.with("raiseTheLeftLid", 0.5f);
    GltfModel gltf = read(write(new GlbWriter(), c));
    assertShape(MODEL.shape(c, null), gltf, new float[ARKIT_TARGETS.size()]);

    Coefficients open = EyedFace.with("jawOpen", 0.4f);
    gltf = read(write(new GlbWriter().withTargets(List.of("eyeBlinkLeft", "tongueOut")), open));
    assertEquals(List.of("eyeBlinkLeft"), targetNames(gltf.getMeshModels().get(0)));
    assertShape(MODEL.shape(open, null), gltf, new float[1]);

    gltf = read(write(new GlbWriter().withBakedExpression(), open));
    assertShape(MODEL.shape(open, null), gltf, new float[ARKIT_TARGETS.size()]);
    assertArrayEquals(new float[ARKIT_TARGETS.size()], gltf.getMeshModels().get(0).getWeights());
  }

  @Test
  void halvesMakeTheWholeWhereTheModelLacksIt() throws IOException {
    float[] expression = new float[MODEL.expression().columns()];
    expression[MODEL.expression().indexOf("eyeBlinkLeft")] = 0.8f;
    expression[MODEL.expression().indexOf("eyeBlinkRight")] = 0.4f;
    Coefficients c = EyedFace.neutral().withExpression(expression);
    GltfModel gltf = read(write(new GlbWriter().withTargets(List.of("eyeBlink")), c));
    assertEquals(List.of("eyeBlink"), targetNames(gltf.getMeshModels().get(0)));
    float[] weights = gltf.getMeshModels().get(0).getWeights();
    assertArrayEquals(new float[] {0.6f}, weights, 1e-6f);
    assertShape(MODEL.shape(c, null), gltf, weights);

    expression[MODEL.expression().indexOf("eyeBlinkLeft")] = 1.2f;
    expression[MODEL.expression().indexOf("eyeBlinkRight")] = 0.8f;
    assertShape(
        MODEL.shape(c.withExpression(expression), null), gltf, new float[] {weights[0] + 0.4f});
  }

  @Test
  void eyeballsTurnAboutTheirCentres() throws IOException {
    GltfModel gltf = read(write(new GlbWriter(), EyedFace.neutral()));
    NodeModel head = gltf.getSceneModels().get(0).getNodeModels().get(0);
    assertEquals(
        List.of("face", "leftEyeball", "rightEyeball"),
        head.getChildren().stream().map(NodeModel::getName).toList());
    NodeModel left = head.getChildren().get(1);
    assertArrayEquals(
        new float[] {0.031f, 0.036f, 0.002f}, left.getTranslation(), 1e-6f, "+X is the left");
    float[] globe =
        floats(
            left.getMeshModels()
                .get(0)
                .getMeshPrimitiveModels()
                .get(0)
                .getAttributes()
                .get("POSITION"));
    for (int i = 0; i < globe.length; i += 3) {
      assertEquals(
          0.001f * EyedFace.RADIUS,
          Math.hypot(Math.hypot(globe[i], globe[i + 1]), globe[i + 2]),
          1e-6);
    }
    assertEquals(List.of("eyeLookDownLeft"), targetNames(left.getMeshModels().get(0)));
    assertTrue(
        head.getChildren()
            .get(2)
            .getMeshModels()
            .get(0)
            .getMeshPrimitiveModels()
            .get(0)
            .getTargets()
            .isEmpty());
  }

  @Test
  void normalsDoNotBreakAtTheSeam() {
    float[] shape = MODEL.meanShape();
    float[] normals = SeamNormals.compute(MODEL, shape);
    for (int p = 1; p < EyedFace.PARALLELS; p++) {
      int first = 3 * (EyedFace.firstVertex(true) + p * (EyedFace.MERIDIANS + 1));
      int last = first + 3 * EyedFace.MERIDIANS;
      for (int k = 0; k < 3; k++) {
        assertEquals(normals[first + k], normals[last + k]);
        float outwards = (shape[first + k] - EyedFace.LEFT[k]) / EyedFace.RADIUS;
        assertEquals(outwards, normals[first + k], 0.1f);
      }
    }
  }

  @Test
  void carriesTextureCoordinatesTextureLicenceAndPose() throws IOException {
    float[] values = EyedFace.neutral().values().clone();
    values[MODEL.layout(9).rotationOffset() + 1] = 0.25f;
    FaceImage texture = stripes();
    Path file = directory.resolve("a.glb");
    new GlbWriter()
        .withProvenance(Map.of("photo", "a.jpg"))
        .write(file, new FaceMesh(MODEL, new Coefficients(MODEL.layout(9), values)), texture);
    GltfModel gltf = read(file);
    Map<?, ?> extras = (Map<?, ?>) gltf.getAssetModel().getExtras();
    assertEquals(
        Map.of(
            "licence", "Apache-2.0",
            "faceModel", "eyed",
            "source", "made for tests",
            "photo", "a.jpg"),
        extras);
    Map<?, ?> head = (Map<?, ?>) gltf.getSceneModels().get(0).getNodeModels().get(0).getExtras();
    assertEquals(List.of(0.0, 0.25, 0.0), head.get("rotation"));
    float[] uv =
        floats(
            gltf.getMeshModels()
                .get(0)
                .getMeshPrimitiveModels()
                .get(0)
                .getAttributes()
                .get("TEXCOORD_0"));
    assertArrayEquals(gathered(MODEL.topology().uv(), 2), uv, "glTF's v runs down as ours");
    ByteBuffer png = gltf.getImageModels().get(0).getImageData();
    byte[] bytes = new byte[png.remaining()];
    png.get(bytes);
    FaceImage back = FaceImage.of(ImageIO.read(new ByteArrayInputStream(bytes)));
    assertArrayEquals(texture.rgb(), back.rgb());
  }

  @Test
  void withoutATextureTheAlbedoBecomesLinearVertexColours() throws IOException {
    Path file = directory.resolve("a.glb");
    new GlbWriter().write(file, new FaceMesh(MODEL, EyedFace.neutral()), null);
    MeshPrimitiveModel primitive =
        read(file).getMeshModels().get(0).getMeshPrimitiveModels().get(0);
    assertFalse(primitive.getAttributes().containsKey("TEXCOORD_0"));
    ByteBuffer colours =
        primitive.getAttributes().get("COLOR_0").getAccessorData().createByteBuffer();
    double red = (colours.getShort(0) & 0xffff) / 65535.0;
    assertEquals(Math.pow((0.75 + 0.055) / 1.055, 2.4), red, 1e-4);
  }

  @Test
  void theKhronosValidatorFindsNothing() throws IOException, InterruptedException {
    Coefficients c = EyedFace.with("eyeBlinkRight", 0.8f);
    for (GlbWriter writer :
        List.of(
            new GlbWriter(),
            new GlbWriter().withDenseTargets(),
            new GlbWriter().withTargets(List.of()))) {
      GltfValidator.assertClean(write(writer, c));
    }
    Path untextured = directory.resolve("untextured.glb");
    new GlbWriter().write(untextured, new FaceMesh(MODEL, c), null);
    GltfValidator.assertClean(untextured);
  }

  @Test
  void aFileThatCannotBeWrittenIsNamedInOneLineAndNothingStaysBehind() throws IOException {
    Path blocked = Files.writeString(directory.resolve("blocked"), "a file");
    FaceMesh face = new FaceMesh(MODEL, EyedFace.neutral());
    for (Path file : List.of(blocked.resolve("a.glb"), directory)) {
      PalpebraException e =
          assertThrows(PalpebraException.class, () -> new GlbWriter().write(file, face, stripes()));
      assertEquals(1, e.getMessage().lines().count());
      assertTrue(e.getMessage().startsWith(file + ": "), e.getMessage());
    }
    try (Stream<Path> files = Files.list(directory)) {
      assertEquals(List.of(blocked), files.toList());
    }
  }

  @Test
  void refusesCoefficientsThatAreNoNumbers() {
    float[] values = EyedFace.neutral().values().clone();
    values[0] = Float.NaN;
    Coefficients c = new Coefficients(MODEL.layout(9), values);
    assertThrows(IllegalArgumentException.class, () -> new FaceMesh(MODEL, c));
  }

  private Path write(GlbWriter writer, Coefficients c) {
    Path file = directory.resolve("face.glb");
    writer.write(file, new FaceMesh(MODEL, c), stripes());
    return file;
  }

  private static FaceImage stripes() {
    byte[] rgb = new byte[3 * 32 * 32];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) (7 * i);
    }
    return new FaceImage(32, 32, rgb);
  }

  private static GltfModel read(Path file) throws IOException {
    return new GltfModelReader().read(file);
  }

  private static List<?> targetNames(MeshModel mesh) {
    return (List<?>) ((Map<?, ?>) mesh.getExtras()).get("targetNames");
  }

  private static float[] floats(AccessorModel accessor) {
    AccessorFloatData data = (AccessorFloatData) AccessorDatas.create(accessor);
    float[] out = new float[data.getNumElements() * data.getNumComponentsPerElement()];
    for (int i = 0; i < out.length; i++) {
      out[i] =
          data.get(i / data.getNumComponentsPerElement(), i % data.getNumComponentsPerElement());
    }
    return out;
  }

  /** The values of the vertices that the face's triangles use. */
  private static float[] gathered(float[] values, int size) {
    return MeshPart.of(MODEL.topology()).get(0).gather(values, size);
  }

  private static void assertShape(float[] shape, GltfModel gltf, float[] weights) {
    MeshPrimitiveModel primitive = gltf.getMeshModels().get(0).getMeshPrimitiveModels().get(0);
    float[] positions = floats(primitive.getAttributes().get("POSITION"));
    for (int t = 0; t < weights.length; t++) {
      float[] target = floats(primitive.getTargets().get(t).get("POSITION"));
      for (int i = 0; i < positions.length; i++) {
        positions[i] += weights[t] * target[i];
      }
    }
    float[] expected = gathered(shape, 3);
    for (int i = 0; i < expected.length; i++) {
      expected[i] *= 0.001f;
    }
    assertArrayEquals(expected, positions, 2e-6f);
  }
}
