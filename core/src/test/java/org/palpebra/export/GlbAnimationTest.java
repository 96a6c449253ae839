package org.palpebra.export;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import de.javagl.jgltf.model.AccessorModel;
import de.javagl.jgltf.model.AnimationModel;
import de.javagl.jgltf.model.GltfModel;
import de.javagl.jgltf.model.io.GltfModelReader;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.joml.Matrix4f;
import org.joml.Quaternionf;
import org.joml.Vector3f;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palpebra.export.FaceAnimation.Key;
import org.palpebra.geometry.HeadPose;
import org.palpebra.testing.GltfValidator;

class GlbAnimationTest {
  private static final HeadPose TURNED = new HeadPose(0.2f, -0.5f, 0.1f, 30, -20, 10);
  private static final List<Key> KEYS =
      List.of(
          new Key(0, EyedFace.with("eyeBlinkRight", 0).expression(), HeadPose.IDENTITY),
          new Key(0.1, EyedFace.with("eyeBlinkRight", 0.9f).expression(), TURNED),
          new Key(0.25, EyedFace.with("jawOpen", 0.4f).expression(), HeadPose.IDENTITY));

  @TempDir private Path directory;

  private Path write() {
    Path file = directory.resolve("animated.glb");
    new GlbWriter()
        .withAnimation(new FaceAnimation(KEYS))
        .write(file, new FaceMesh(EyedFace.MODEL, EyedFace.neutral()), null);
    return file;
  }

  private static float[] floats(AccessorModel accessor) {
    FloatBuffer buffer = accessor.getAccessorData().createByteBuffer().asFloatBuffer();
    float[] out = new float[buffer.remaining()];
    buffer.get(out);
    return out;
  }

  @Test
  void anotherReaderFindsTheMotion() throws IOException {
    GltfModel gltf = new GltfModelReader().read(write());
    AnimationModel animation = gltf.getAnimationModels().get(0);
    Map<String, AnimationModel.Channel> channels =
        animation.getChannels().stream()
            .collect(Collectors.toMap(c -> c.getNodeModel().getName() + "." + c.getPath(), c -> c));
    AnimationModel.Channel face = channels.get("face.weights");
    assertArrayEquals(new float[] {0, 0.1f, 0.25f}, floats(face.getSampler().getInput()));
    List<?> names =
        (List<?>)
            ((Map<?, ?>) face.getNodeModel().getMeshModels().get(0).getExtras()).get("targetNames");
    float[] weights = floats(face.getSampler().getOutput());
    assertEquals(3 * names.size(), weights.length);
    for (int i = 0; i < weights.length; i++) {
      String name = String.valueOf(names.get(i % names.size()));
      int frame = i / names.size();
      float expected =
          frame == 1 && name.equals("eyeBlinkRight")
              ? 0.9f
              : frame == 2 && name.equals("jawOpen") ? 0.4f : 0;
      assertEquals(expected, weights[i], "frame " + frame + ", " + name);
    }
    float[] q = floats(channels.get("head.rotation").getSampler().getOutput());
    Vector3f nose = new Vector3f(0, 0, 1).rotate(new Quaternionf(q[4], q[5], q[6], q[7]));
    Vector3f expected = TURNED.toMatrix(new Matrix4f()).transformDirection(new Vector3f(0, 0, 1));
    assertEquals(0, nose.distance(expected), 1e-5, nose + " against " + expected);
    assertArrayEquals(
        new float[] {0, 0, 0, 0.03f, -0.02f, 0.01f, 0, 0, 0},
        floats(channels.get("head.translation").getSampler().getOutput()),
        1e-7f);
  }

  @Test
  void theKhronosValidatorFindsNothing() throws IOException, InterruptedException {
    GltfValidator.assertClean(write());
  }

  @Test
  void refusesTimesThatDoNotRiseAndABakedExpression() {
    Key first = KEYS.get(0);
    for (double time : new double[] {0, -1, 1e-50}) {
      assertThrows(
          IllegalArgumentException.class,
          () -> new FaceAnimation(List.of(first, new Key(time, first.expression(), TURNED))),
          "at " + time);
    }
    assertThrows(IllegalArgumentException.class, () -> new FaceAnimation(List.of()));
    GlbWriter baked = new GlbWriter().withBakedExpression();
    assertThrows(
        IllegalArgumentException.class, () -> baked.withAnimation(new FaceAnimation(KEYS)));
  }
}
