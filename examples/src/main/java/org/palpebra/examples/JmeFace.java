package org.palpebra.examples;

import com.jme3.anim.MorphControl;
import com.jme3.app.SimpleApplication;
import com.jme3.asset.AssetManager;
import com.jme3.asset.ModelKey;
import com.jme3.material.Material;
import com.jme3.math.ColorRGBA;
import com.jme3.math.FastMath;
import com.jme3.math.Quaternion;
import com.jme3.math.Vector3f;
import com.jme3.scene.Geometry;
import com.jme3.scene.Node;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.palpebra.FaceImage;
import org.palpebra.FaceReconstruction;
import org.palpebra.FaceReconstructor;
import org.palpebra.export.ArkitBlendshapes;
import org.palpebra.export.FaceMesh;
import org.palpebra.export.GlbWriter;
import org.palpebra.export.PhotoTexture;
import org.palpebra.export.PhotoView;
import org.palpebra.onnx.FaceReconstructors;
import org.palpebra.onnx.opencv.ImageReader;

/**
 * The face of a photo in a jMonkeyEngine scene; it blinks and looks around: {@code JmeFace PHOTO}.
 */
public final class JmeFace extends SimpleApplication {
  private final FaceMesh face;
  private final FaceImage texture;
  private Node head = new Node();
  private float seconds;

  /** A scene with one face and its texture. */
  public JmeFace(FaceMesh face, FaceImage texture) {
    this.face = face;
    this.texture = texture;
  }

  public static void main(String[] args) {
    FaceImage photo = new ImageReader().read(Path.of(args[0]));
    try (FaceReconstructor reconstructor = FaceReconstructors.open()) {
      FaceReconstruction face = reconstructor.reconstruct(photo).get(0);
      FaceImage texture =
          new PhotoTexture(face.model(), 1024).bake(face.coefficients(), PhotoView.of(photo, face));
      new JmeFace(FaceMesh.of(face), texture).start();
    }
  }

  /** The face as a node, in metres, with the expression of the photo. */
  static Node load(AssetManager assets, FaceMesh face, FaceImage texture) throws IOException {
    ByteArrayOutputStream glb = new ByteArrayOutputStream();
    // jME's loader takes sparse targets for zero
    new GlbWriter().withDenseTargets().write(glb, face, texture);
    Node head =
        (Node)
            assets.loadAssetFromStream(
                new ModelKey("face.glb"), new ByteArrayInputStream(glb.toByteArray()));
    head.addControl(new MorphControl());
    head.depthFirstTraversal(
        part -> {
          if (part instanceof Geometry geometry) {
            geometry.setMaterial(unshaded(assets, geometry.getMaterial()));
          }
        });
    // jME's loader leaves the weights of the file at 0
    ArkitBlendshapes blendshapes = new ArkitBlendshapes(face.model());
    float[] weights = blendshapes.weights(face.coefficients());
    for (int i = 0; i < weights.length; i++) {
      setWeight(head, blendshapes.names().get(i), weights[i]);
    }
    return head;
  }

  /** The photo's light is in the texture, so no other is wanted. */
  private static Material unshaded(AssetManager assets, Material loaded) {
    Material material = new Material(assets, "Common/MatDefs/Misc/Unshaded.j3md");
    material.setTexture("ColorMap", loaded.getTextureParam("BaseColorMap").getTextureValue());
    material.getAdditionalRenderState().set(loaded.getAdditionalRenderState());
    return material;
  }

  /** Sets a blendshape, 0 to 1, on every piece that has it. */
  static void setWeight(Node head, String blendshape, float weight) {
    head.depthFirstTraversal(
        part -> {
          if (part instanceof Geometry geometry) {
            int index = geometry.getMesh().getMorphIndex(blendshape);
            if (index >= 0) {
              float[] weights = geometry.getMorphState();
              weights[index] = weight;
              geometry.setMorphState(weights);
            }
          }
        });
  }

  /** Turns both eyes, radians; to the subject's left and up are positive. */
  static void look(Node head, float left, float up) {
    Quaternion turn = new Quaternion().fromAngles(-up, left, 0);
    for (String eyeball : new String[] {"leftEyeball", "rightEyeball"}) {
      head.getChild(eyeball).setLocalRotation(turn);
    }
  }

  @Override
  public void simpleInitApp() {
    try {
      head = load(assetManager, face, texture);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    rootNode.attachChild(head);
    viewPort.setBackgroundColor(ColorRGBA.Gray);
    cam.setFrustumPerspective(30, (float) cam.getWidth() / cam.getHeight(), 0.05f, 10);
    cam.setLocation(new Vector3f(0, 0, 0.6f));
    cam.lookAt(Vector3f.ZERO, Vector3f.UNIT_Y);
    flyCam.setMoveSpeed(0.3f);
  }

  @Override
  public void simpleUpdate(float secondsPerFrame) {
    seconds += secondsPerFrame;
    // a blink of 0.3 s every 3 s
    float blink = Math.max(0, 1 - Math.abs(seconds % 3 - 0.15f) / 0.15f);
    setWeight(head, "eyeBlinkLeft", blink);
    setWeight(head, "eyeBlinkRight", blink);
    look(head, 0.3f * FastMath.sin(seconds), 0);
  }
}
