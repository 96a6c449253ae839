package org.palpebra.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palpebra.EyeState;
import org.palpebra.FaceImage;
import org.palpebra.FaceReconstruction;
import org.palpebra.FaceReconstructor;
import org.palpebra.export.FaceMesh;
import org.palpebra.export.GlbWriter;
import org.palpebra.export.PhotoTexture;
import org.palpebra.export.PhotoView;
import org.palpebra.export.Portrait;
import org.palpebra.eyes.LidTarget;
import org.palpebra.geometry.Box;
import org.palpebra.geometry.ImageSampler;
import org.palpebra.geometry.PerspectiveCamera;
import org.palpebra.model.CoefficientLayout;
import org.palpebra.model.Coefficients;
import org.palpebra.model.Lid;
import org.palpebra.model.LinearBasis;
import org.palpebra.model.MorphableModel;
import org.palpebra.model.io.SafetensorsWriter;
import org.palpebra.onnx.testing.BfmSizedFace;
import org.palpebra.onnx.testing.Deep3dNetwork;
import org.palpebra.onnx.testing.TinyNetworks;
import org.palpebra.spi.DetectedFace;
import org.palpebra.testing.SharedData;

/**
 * Deep3DFaceRecon-like regressors of 257 and 239 coefficients over a face in the Basel model's
 * sizes, from {@code bundle.json} to the GLB. Where the network is a constant, everything is
 * computed here once more, in double precision, by the formulas of Deep3DFaceRecon.
 */
class OwnRegressorTest {
  private static final double METRES = 1e-3;

  @TempDir Path temp;

  private static float[] constants(CoefficientLayout layout) {
    float[] bias = new float[layout.size()];
    for (int i = 0; i < layout.rotationOffset(); i++) {
      bias[i] = 0.3f * (float) Math.cos(1.7 * i);
    }
    bias[layout.expressionOffset()] = 0.1f;
    bias[layout.expressionOffset() + 1] = 0.2f;
    float[] angles = {0.04f, -0.06f, 0.02f};
    System.arraycopy(angles, 0, bias, layout.rotationOffset(), 3);
    for (int i = 0; i < layout.lighting(); i++) {
      bias[layout.lightingOffset() + i] = 0.1f * (float) Math.sin(1 + i);
    }
    float[] decimetres = {0.02f, -0.03f, 0.1f};
    System.arraycopy(decimetres, 0, bias, layout.translationOffset(), 3);
    return bias;
  }

  private Path bundle(MorphableModel model, Deep3dNetwork network, String standardPoints)
      throws IOException {
    Path folder = Files.createDirectories(temp.resolve("own"));
    new SafetensorsWriter(SafetensorsWriter.Precision.FLOAT32)
        .write(model, folder.resolve("face-model.safetensors"));
    Files.write(folder.resolve("regressor.onnx"), network.onnx());
    Files.write(folder.resolve("eye-state.onnx"), TinyNetworks.meanOfPatch(24));
    Files.writeString(
        folder.resolve("bundle.json"),
        """
        {"schema": 1, "name": "own", "licence": "no redistribution",
         "coefficients": {"identity": 80, "expression": 64, "albedo": 80, "lighting": %d},
         "regressor": {"input": "input", "output": "coeffs",
           "camera": {"size": 224, "focal": 1015, "centerX": 112, "centerY": 112, "distance": 1000},
           "alignment": "FIVE_POINT", "mean": [0, 0, 0], "std": [1, 1, 1], %s
           "translationUnit": 100},
         "eyeState": {"size": 24, "input": "eyes", "output": "closed"},
         "files": {
           "faceModel": {"path": "face-model.safetensors", "licence": "BFM"},
           "regressor": {"path": "regressor.onnx", "licence": "mine"},
           "eyeState": {"path": "eye-state.onnx", "licence": "Apache-2.0"}}}
        """
            .formatted(network.layout().lighting(), standardPoints));
    BundleWriter.complete(folder);
    return folder;
  }

  private static FaceReconstructor open(Path bundle, boolean elam) {
    return FaceReconstructors.builder()
        .bundle(bundle.toString())
        .device(Device.CPU)
        .threads(2)
        .elam(elam)
        .eyesAlike(1)
        .open();
  }

  /** The embedded face, which OpenCV's cascades find. */
  private static FaceImage photo() {
    try (Bundle embedded = Bundle.open(Bundle.EMBEDDED)) {
      MorphableModel face = embedded.faceModel();
      float[] mean = new float[face.layout(9).size()];
      return FaceImage.of(new Portrait(face).draw(new Coefficients(face.layout(9), mean), 360));
    }
  }

  @Test
  void aConstantOf257GivesWhatTheFormulasSay() throws IOException {
    MorphableModel model =
        BfmSizedFace.withTopologyOf(
            SharedData.require("models/deep3d-bfm-info/facemodel_info.mat"));
    checkConstant(model, 27, points(model, 1), "");
  }

  @Test
  void aConstantOf239WithPointsOfItsOwnGivesWhatTheFormulasSay() throws IOException {
    MorphableModel model = BfmSizedFace.sheet();
    double[] points = points(model, 1.2);
    List<String> numbers = new ArrayList<>();
    for (double value : points) {
      numbers.add(Float.toString((float) value));
    }
    checkConstant(model, 9, points, "\"standardPoints\": [" + String.join(", ", numbers) + "],");
  }

  /** Right and left eye, nose tip, corners of the mouth of the mean face. */
  private static double[] points(MorphableModel model, double scale) {
    int[] l = model.landmarks().vertices();
    int[][] sources = {{36, 39}, {42, 45}, {30, 30}, {48, 48}, {54, 54}};
    double[] points = new double[15];
    for (int i = 0; i < 15; i++) {
      float[] mean = model.meanShape();
      int[] pair = sources[i / 3];
      points[i] = scale * (mean[3 * l[pair[0]] + i % 3] + mean[3 * l[pair[1]] + i % 3]) / 2;
    }
    return points;
  }

  private void checkConstant(MorphableModel model, int lighting, double[] points, String key)
      throws IOException {
    CoefficientLayout layout = model.layout(lighting);
    assertEquals(lighting == 27 ? 257 : 239, layout.size());
    float[] c = constants(layout);
    Path bundle = bundle(model, Deep3dNetwork.random(layout, c, 0, 1), key);
    // Seen straight on by a weak-perspective camera: 0.9 px per mm, the origin at (170, 190).
    float[] onPhoto = new float[10];
    for (int i = 0; i < 5; i++) {
      onPhoto[2 * i] = (float) (170 + 0.9 * points[3 * i]);
      onPhoto[2 * i + 1] = (float) (190 - 0.9 * points[3 * i + 1]);
    }
    DetectedFace detection = new DetectedFace(new Box(107, 127, 126, 126), 1, onPhoto);
    try (FaceReconstructor reconstructor = open(bundle, false)) {
      List<FaceReconstruction> faces = reconstructor.reconstruct(photo(), List.of(detection));
      assertEquals(1, faces.size());
      FaceReconstruction face = faces.get(0);
      float[] inMillimetres = c.clone();
      for (int i = 0; i < 3; i++) {
        inMillimetres[layout.translationOffset() + i] *= 100;
      }
      assertArrayEquals(inMillimetres, face.coefficients().values(), 1e-4f);
      checkGeometry(face, c);
      checkColours(face, c);
    }
  }

  private static void checkGeometry(FaceReconstruction face, float[] c) {
    MorphableModel model = face.model();
    CoefficientLayout layout = face.coefficients().layout();
    float[] got = face.posedVertices(null);
    for (int v = 0; v < model.vertexCount(); v += 37) {
      assertArrayEquals(
          posed(model, layout, c, v),
          new double[] {got[3 * v], got[3 * v + 1], got[3 * v + 2]},
          1e-3);
    }
    for (int i = 0; i < 68; i++) {
      double[] p = posed(model, layout, c, model.landmarks().vertices()[i]);
      double u = 112 + 1015 * p[0] / (1000 - p[2]);
      double v = 112 - 1015 * p[1] / (1000 - p[2]);
      // A crop has 1.02 px per mm, so 0.9/1.02 px of the photo per px.
      assertEquals(170 + 0.9 / 1.02 * (u - 112), face.landmarks()[2 * i], 5e-3, "x of " + i);
      assertEquals(190 + 0.9 / 1.02 * (v - 112), face.landmarks()[2 * i + 1], 5e-3, "y of " + i);
    }
  }

  private static double[] posed(MorphableModel model, CoefficientLayout layout, float[] c, int v) {
    double[] p = new double[3];
    for (int i = 0; i < 3; i++) {
      p[i] =
          model.meanShape()[3 * v + i]
              + sum(model.identity(), c, layout.identityOffset(), 3 * v + i)
              + sum(model.expression(), c, layout.expressionOffset(), 3 * v + i);
    }
    double[] turned = rotated(c, layout.rotationOffset(), p);
    for (int i = 0; i < 3; i++) {
      turned[i] += 100 * c[layout.translationOffset() + i];
    }
    return turned;
  }

  private static double sum(LinearBasis basis, float[] c, int offset, int row) {
    double sum = 0;
    for (int k = 0; k < basis.columns(); k++) {
      sum += (double) c[offset + k] * basis.data()[k * basis.rows() + row];
    }
    return sum;
  }

  /** About x, then y, then z. */
  private static double[] rotated(float[] c, int offset, double[] p) {
    double[] q = p.clone();
    for (int axis = 0; axis < 3; axis++) {
      int i = (axis + 1) % 3;
      int j = (axis + 2) % 3;
      double cos = Math.cos(c[offset + axis]);
      double sin = Math.sin(c[offset + axis]);
      double qi = cos * q[i] - sin * q[j];
      q[j] = sin * q[i] + cos * q[j];
      q[i] = qi;
    }
    return q;
  }

  private static void checkColours(FaceReconstruction face, float[] c) {
    MorphableModel model = face.model();
    CoefficientLayout layout = face.coefficients().layout();
    float[] normals = face.normals(null);
    float[] got = face.colors(null);
    for (int v = 0; v < model.vertexCount(); v += 101) {
      for (int channel = 0; channel < 3; channel++) {
        double albedo =
            model.meanAlbedo()[3 * v + channel]
                + sum(model.albedo(), c, layout.albedoOffset(), 3 * v + channel);
        int light = layout.lightingOffset() + (layout.lighting() == 27 ? 9 * channel : 0);
        double[] y = harmonics(normals[3 * v], normals[3 * v + 1], normals[3 * v + 2]);
        double shading = 0.8 * y[0];
        for (int i = 0; i < 9; i++) {
          shading += c[light + i] * y[i];
        }
        assertEquals(albedo * shading, got[3 * v + channel], 1e-4, "vertex " + v);
      }
    }
  }

  private static double[] harmonics(double x, double y, double z) {
    double a0 = Math.PI / Math.sqrt(4 * Math.PI);
    double a1 = 2 * Math.PI / Math.sqrt(4 * Math.PI);
    double a2 = 2 * Math.PI / Math.sqrt(8) * 3 * Math.sqrt(5) / Math.sqrt(12 * Math.PI);
    return new double[] {
      a0,
      -a1 * y,
      a1 * z,
      -a1 * x,
      a2 * x * y,
      -a2 * y * z,
      0.5 * a2 / Math.sqrt(3) * (3 * z * z - 1),
      -a2 * x * z,
      0.5 * a2 * (x * x - y * y)
    };
  }

  @Test
  void randomWeightsGoAllTheWayFromPhotoToGlb() throws IOException {
    MorphableModel model = BfmSizedFace.sheet();
    CoefficientLayout layout = model.layout(27);
    Deep3dNetwork network = Deep3dNetwork.random(layout, constants(layout), 0.02f, 257);
    Path folder = bundle(model, network, "");
    FaceImage photo = photo();
    FaceReconstruction regressed;
    try (FaceReconstructor reconstructor = open(folder, false)) {
      regressed = only(reconstructor.reconstruct(photo));
    }
    assertEquals(PerspectiveCamera.DEEP3D, regressed.camera());
    float[] crop = new float[3 * Deep3dNetwork.SIZE * Deep3dNetwork.SIZE];
    ImageSampler.crop(photo, regressed.cropToPhoto(), Deep3dNetwork.SIZE, crop, 0);
    double[] expected = network.apply(crop);
    for (int i = 0; i < expected.length; i++) {
      double unit = i < layout.translationOffset() ? 1 : 100;
      assertEquals(unit * expected[i], regressed.coefficients().values()[i], 1e-4 * unit, "" + i);
    }
    try (FaceReconstructor reconstructor = open(folder, true)) {
      FaceReconstruction face = only(reconstructor.reconstruct(photo));
      checkLids(face, regressed);
      checkLicences(face);
      checkGlb(face, photo);
    }
  }

  private static FaceReconstruction only(List<FaceReconstruction> faces) {
    assertEquals(1, faces.size());
    return faces.get(0);
  }

  private static void checkLids(FaceReconstruction face, FaceReconstruction regressed) {
    checkLid(face, regressed, face.model().leftLid(), face.eyes().left(), regressed.eyes().left());
    checkLid(
        face, regressed, face.model().rightLid(), face.eyes().right(), regressed.eyes().right());
    CoefficientLayout layout = face.coefficients().layout();
    for (int i = 0; i < layout.size(); i++) {
      if (i < layout.expressionOffset() || i >= layout.albedoOffset()) {
        assertEquals(regressed.coefficients().values()[i], face.coefficients().values()[i]);
      }
    }
  }

  private static void checkLid(
      FaceReconstruction face, FaceReconstruction regressed, Lid lid, EyeState eye, EyeState was) {
    double neutral = gap(lid, face.model().neutral(face.coefficients(), null));
    assertEquals(gap(lid, regressed.vertices(null)) / neutral, was.openness(), 1e-3);
    double openness = gap(lid, face.vertices(null)) / neutral;
    assertEquals(openness, eye.openness(), 1e-3);
    assertEquals(LidTarget.of((float) eye.closed(), (float) was.openness()), openness, 0.01);
  }

  private static double gap(Lid lid, float[] shape) {
    double sum = 0;
    for (int i = 0; i < lid.upper().length; i++) {
      double square = 0;
      for (int k = 0; k < 3; k++) {
        double d = shape[3 * lid.upper()[i] + k] - shape[3 * lid.lower()[i] + k];
        square += d * d;
      }
      sum += Math.sqrt(square);
    }
    return sum / lid.upper().length;
  }

  private static void checkLicences(FaceReconstruction face) {
    assertEquals(
        List.of("mine", "Apache-2.0", "made up"),
        face.models().subList(1, 4).stream().map(m -> m.licence()).collect(Collectors.toList()));
    assertEquals("own", face.model().metadata().get("bundle"));
    assertEquals("no redistribution", face.model().metadata().get("bundleLicence"));
    assertEquals("BFM", face.model().metadata().get("licenceInBundle"));
  }

  private void checkGlb(FaceReconstruction face, FaceImage photo) throws IOException {
    FaceImage texture =
        new PhotoTexture(face.model(), 512).bake(face.coefficients(), PhotoView.of(photo, face));
    Path file = temp.resolve("own.glb");
    new GlbWriter().withProvenance(face.provenance()).write(file, FaceMesh.of(face), texture);
    ByteBuffer glb = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    assertEquals(0x46546C67, glb.getInt(0));
    byte[] json = new byte[glb.getInt(12)];
    glb.get(20, json);
    JsonNode gltf = new ObjectMapper().readTree(json);
    JsonNode attributes = gltf.at("/meshes/0/primitives/0/attributes");
    JsonNode positions = gltf.get("accessors").get(attributes.get("POSITION").intValue());
    assertEquals(BfmSizedFace.VERTICES, positions.get("count").intValue());
    float[] vertices = face.vertices(null);
    double top = Double.NEGATIVE_INFINITY;
    for (int i = 1; i < vertices.length; i += 3) {
      top = Math.max(top, METRES * vertices[i]);
    }
    assertEquals(top, positions.at("/max/1").doubleValue(), 1e-6);
    assertTrue(attributes.has("TEXCOORD_0"), attributes.toString());
    JsonNode extras = gltf.at("/asset/extras");
    String licences = extras.get("licences").textValue();
    assertTrue(licences.contains("own/regressor: mine; own/eyeState: Apache-2.0"), licences);
    assertEquals("no redistribution", extras.get("bundleLicence").textValue());
    assertEquals("BFM", extras.get("licenceInBundle").textValue());
    assertEquals("made up", extras.get("licence").textValue());
  }
}
