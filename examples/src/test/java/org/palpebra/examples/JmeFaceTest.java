package org.palpebra.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.jme3.anim.MorphControl;
import com.jme3.asset.AssetManager;
import com.jme3.asset.plugins.FileLocator;
import com.jme3.math.Vector3f;
import com.jme3.renderer.Camera;
import com.jme3.renderer.RenderManager;
import com.jme3.renderer.ViewPort;
import com.jme3.scene.Geometry;
import com.jme3.scene.Node;
import com.jme3.scene.Spatial;
import com.jme3.scene.VertexBuffer;
import com.jme3.scene.mesh.MorphTarget;
import com.jme3.system.JmeContext;
import com.jme3.system.JmeSystem;
import com.jme3.system.NullRenderer;
import com.jme3.texture.Texture;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palpebra.FaceImage;
import org.palpebra.export.ArkitBlendshapes;
import org.palpebra.export.FaceMesh;
import org.palpebra.export.GlbWriter;
import org.palpebra.export.PhotoTexture;
import org.palpebra.model.Coefficients;
import org.palpebra.model.Lid;
import org.palpebra.model.MorphableModel;
import org.palpebra.onnx.Bundle;

/** jMonkeyEngine without a window: what it loads, and what its morph control would draw. */
class JmeFaceTest {
  private static final float METRES = 1e-3f;
  private static final Logger JME = Logger.getLogger("com.jme3");
  private static final MorphableModel MODEL = embedded();
  private static final FaceImage TEXTURE = new PhotoTexture(MODEL, 64).albedo(with("jawOpen", 0));
  private static final AssetManager ASSETS = assets();

  @TempDir Path directory;

  private static MorphableModel embedded() {
    try (Bundle bundle = Bundle.open(Bundle.EMBEDDED)) {
      return bundle.faceModel();
    }
  }

  private static AssetManager assets() {
    JME.setLevel(Level.SEVERE);
    return JmeSystem.newAssetManager(JmeSystem.getPlatformAssetConfigURL());
  }

  private static Coefficients with(String expression, float weight) {
    float[] values = new float[MODEL.layout(9).size()];
    values[MODEL.layout(9).expressionOffset() + MODEL.expression().indexOf(expression)] = weight;
    return new Coefficients(MODEL.layout(9), values);
  }

  private Node loaded(GlbWriter writer, Coefficients c) {
    Path file = directory.resolve("face%d.glb".formatted(System.nanoTime()));
    writer.write(file, new FaceMesh(MODEL, c), TEXTURE);
    ASSETS.registerLocator(directory.toString(), FileLocator.class);
    Node head = (Node) ASSETS.loadModel(String.valueOf(file.getFileName()));
    head.addControl(new MorphControl());
    return head;
  }

  private static Geometry geometry(Node head, String part) {
    Geometry[] found = new Geometry[1];
    ((Node) head.getChild(part))
        .depthFirstTraversal(s -> found[0] = s instanceof Geometry g ? g : found[0]);
    return found[0];
  }

  /** Positions as the shader would have them: what the morph control has handed to it, added up. */
  private static float[] drawn(Node head, String part) {
    MorphControl control = head.getControl(MorphControl.class);
    NullRenderer renderer = new NullRenderer();
    renderer.initialize();
    control.update(0);
    control.render(new RenderManager(renderer), new ViewPort("test", new Camera(64, 64)));
    Geometry geometry = geometry(head, part);
    float[] positions =
        floats((FloatBuffer) geometry.getMesh().getBuffer(VertexBuffer.Type.Position).getData());
    float[] weights = geometry.getMaterial().getParamValue("MorphWeights");
    int first = VertexBuffer.Type.MorphTarget0.ordinal();
    for (int i = 0; i < weights.length; i++) {
      VertexBuffer buffer = geometry.getMesh().getBuffer(VertexBuffer.Type.values()[first + i]);
      if (weights[i] != 0) {
        float[] displacement = floats((FloatBuffer) buffer.getData());
        for (int k = 0; k < positions.length; k++) {
          positions[k] += weights[i] * displacement[k];
        }
      }
    }
    return positions;
  }

  private static float[] floats(FloatBuffer buffer) {
    float[] values = new float[buffer.capacity()];
    buffer.duplicate().rewind().get(values);
    return values;
  }

  /** The model's shape in metres at the vertices of the node {@code face}. */
  private static float[] expected(Coefficients c) {
    float[] shape = MODEL.shape(c, null);
    int[] vertices = faceVertices();
    float[] out = new float[3 * vertices.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = METRES * shape[3 * vertices[i / 3] + i % 3];
    }
    return out;
  }

  private static int[] faceVertices() {
    List<String> names = MODEL.topology().regionNames();
    byte[] regions = MODEL.topology().regions();
    return Arrays.stream(MODEL.topology().triangles())
        .filter(v -> !names.get(regions[v]).contains("Eyeball"))
        .sorted()
        .distinct()
        .toArray();
  }

  /** Mean distance of the lids' margins in metres. */
  private static double gap(float[] positions, Lid lid) {
    int[] vertices = faceVertices();
    double sum = 0;
    for (int i = 0; i < lid.upper().length; i++) {
      int a = 3 * Arrays.binarySearch(vertices, lid.upper()[i]);
      int b = 3 * Arrays.binarySearch(vertices, lid.lower()[i]);
      sum +=
          Math.hypot(
              Math.hypot(positions[a] - positions[b], positions[a + 1] - positions[b + 1]),
              positions[a + 2] - positions[b + 2]);
    }
    return sum / lid.upper().length;
  }

  @Test
  void everyTargetIsFoundByNameAndIsTheModelsExpression() {
    Node head = loaded(new GlbWriter().withDenseTargets(), with("jawOpen", 0));
    Geometry face = geometry(head, "face");
    List<String> names = new ArkitBlendshapes(MODEL).names();
    assertEquals(names, List.of(face.getMesh().getMorphTargetNames()));
    for (String name : List.of("eyeBlinkLeft", "jawOpen", "mouthSmileRight", "browDownLeft")) {
      JmeFace.setWeight(head, name, 1);
      assertArrayEquals(expected(with(name, 1)), drawn(head, "face"), 3e-5f, name);
      JmeFace.setWeight(head, name, 0);
    }
    assertEquals("BGR8", texture(face).getImage().getFormat().toString());
    assertEquals(64, texture(face).getImage().getWidth());
  }

  private static Texture texture(Geometry geometry) {
    return geometry.getMaterial().getTextureParam("BaseColorMap").getTextureValue();
  }

  @Test
  void eyeBlinkLeftClosesTheLeftEyeAlone() throws IOException {
    Node head = JmeFace.load(ASSETS, new FaceMesh(MODEL, with("jawOpen", 0)), TEXTURE);
    double left = gap(drawn(head, "face"), MODEL.leftLid());
    double right = gap(drawn(head, "face"), MODEL.rightLid());
    assertTrue(left > 0.005 && right > 0.005, left + " and " + right + " m at rest");
    JmeFace.setWeight(head, "eyeBlinkLeft", 1);
    double closed = gap(drawn(head, "face"), MODEL.leftLid());
    assertTrue(closed < 0.03 * left, "a gap of %f m became %f m".formatted(left, closed));
    assertEquals(right, gap(drawn(head, "face"), MODEL.rightLid()), 1e-6);
  }

  @Test
  void itShowsTheExpressionOfThePhoto() throws IOException {
    Coefficients c = with("jawOpen", 0.6f);
    Node head = JmeFace.load(ASSETS, new FaceMesh(MODEL, c), TEXTURE);
    assertArrayEquals(expected(c), drawn(head, "face"), 3e-5f);
  }

  @Test
  void eyeballsTurnAboutTheirCentres() throws IOException {
    Node head = JmeFace.load(ASSETS, new FaceMesh(MODEL, with("jawOpen", 0)), TEXTURE);
    for (String eyeball : List.of("leftEyeball", "rightEyeball")) {
      Geometry globe = geometry(head, eyeball);
      Vector3f centre = head.getChild(eyeball).getWorldTranslation().clone();
      Vector3f pupil = new Vector3f(0, 0, globe.getModelBound().getCenter().z + 0.012f);
      JmeFace.look(head, 0.4f, 0.2f);
      assertEquals(centre, head.getChild(eyeball).getWorldTranslation());
      Vector3f turned = globe.localToWorld(pupil, null).subtract(centre);
      assertTrue(turned.x > 0.003f, "to the subject's left, got " + turned);
      assertTrue(turned.y > 0.001f, "up, got " + turned);
      assertEquals(pupil.length(), turned.length(), 1e-6f);
    }
  }

  /** Why {@link JmeFace} asks for dense targets; when this fails, it need not any more. */
  @Test
  void theLoaderTakesSparseTargetsForZero() {
    Geometry face = geometry(loaded(new GlbWriter(), with("jawOpen", 0)), "face");
    MorphTarget blink =
        face.getMesh().getMorphTargets()[face.getMesh().getMorphIndex("eyeBlinkLeft")];
    for (float value : floats(blink.getBuffer(VertexBuffer.Type.Position))) {
      assertEquals(0, value);
    }
  }

  @Test
  void theSceneRunsWithoutAWindow() throws Exception {
    JmeFace app = new JmeFace(new FaceMesh(MODEL, with("jawOpen", 0)), TEXTURE);
    app.start(JmeContext.Type.Headless, true);
    try {
      Spatial face =
          app.enqueue(() -> app.getRootNode().getChild("face")).get(60, TimeUnit.SECONDS);
      assertTrue(face != null, "the face is in the scene");
    } finally {
      app.stop(true);
    }
  }
}
