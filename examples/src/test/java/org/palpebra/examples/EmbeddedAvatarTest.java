package org.palpebra.examples;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palpebra.FaceImage;
import org.palpebra.FaceReconstruction;
import org.palpebra.FaceReconstructor;
import org.palpebra.export.ArkitBlendshapes;
import org.palpebra.export.ArkitNames;
import org.palpebra.export.FaceMesh;
import org.palpebra.export.GlbWriter;
import org.palpebra.export.PhotoTexture;
import org.palpebra.export.PhotoView;
import org.palpebra.model.Coefficients;
import org.palpebra.model.MorphableModel;
import org.palpebra.onnx.Bundle;
import org.palpebra.onnx.FaceReconstructors;
import org.palpebra.testing.GltfValidator;
import org.palpebra.training.regressor.RegressorNetwork;
import org.palpebra.training.synthetic.SyntheticFaces;

/** The default avatar of a large and noisy photo, whose texture packs badly. */
class EmbeddedAvatarTest {
  private static final int LARGEST = 5_000_000;
  private static FaceImage photo = new FaceImage(1, 1, new byte[3]);
  private static FaceImage texture = photo;
  private static FaceMesh face = neutral();

  @TempDir Path folder;

  private static FaceMesh neutral() {
    try (Bundle bundle = Bundle.open(Bundle.EMBEDDED)) {
      MorphableModel model = bundle.faceModel();
      return new FaceMesh(
          model, new Coefficients(model.layout(9), new float[model.layout(9).size()]));
    }
  }

  @BeforeAll
  static void reconstruct() {
    photo =
        noisy(
            new SyntheticFaces(face.model(), 27, RegressorNetwork.CAMERA, 1024, 5)
                .render(71)
                .photo());
    try (FaceReconstructor reconstructor = FaceReconstructors.open()) {
      FaceReconstruction found = reconstructor.reconstruct(photo).get(0);
      face = FaceMesh.of(found);
      texture =
          new PhotoTexture(face.model(), 1024)
              .bake(face.coefficients(), PhotoView.of(photo, found));
    }
  }

  /** As at a high ISO number: a standard deviation of 10 in 255. */
  private static FaceImage noisy(FaceImage image) {
    Random random = new Random(1);
    byte[] rgb = image.rgb().clone();
    for (int i = 0; i < rgb.length; i++) {
      double value = (rgb[i] & 0xff) + 10 * random.nextGaussian();
      rgb[i] = (byte) Math.max(0, Math.min(255, Math.round(value)));
    }
    return new FaceImage(image.width(), image.height(), rgb);
  }

  private Path write(GlbWriter writer) {
    Path file = folder.resolve("face.glb");
    writer.write(file, face, texture);
    return file;
  }

  @Test
  void itStaysBelowFiveMegabytes() throws IOException {
    long size = Files.size(write(new GlbWriter()));
    assertTrue(size <= LARGEST, size + " bytes");
    long eight = Files.size(write(new GlbWriter().withTargets(ArkitNames.EIGHT)));
    assertTrue(eight < 0.7 * size, eight + " bytes with eight targets, " + size + " with all");
  }

  @Test
  void theKhronosValidatorFindsNothing() throws IOException, InterruptedException {
    for (GlbWriter writer :
        List.of(
            new GlbWriter(),
            new GlbWriter().withTargets(ArkitNames.EIGHT).withBakedExpression(),
            new GlbWriter().withDenseTargets())) {
      GltfValidator.assertClean(write(writer));
    }
  }

  @Test
  void theModelHasTheEightTargets() {
    assertTrue(new ArkitBlendshapes(face.model()).names().containsAll(ArkitNames.EIGHT));
  }
}
