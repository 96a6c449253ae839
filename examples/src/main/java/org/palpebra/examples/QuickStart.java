package org.palpebra.examples;

import java.nio.file.Path;
import org.palpebra.FaceImage;
import org.palpebra.FaceReconstruction;
import org.palpebra.FaceReconstructor;
import org.palpebra.export.FaceMesh;
import org.palpebra.export.GlbWriter;
import org.palpebra.export.PhotoTexture;
import org.palpebra.export.PhotoView;
import org.palpebra.onnx.FaceReconstructors;
import org.palpebra.onnx.opencv.ImageReader;

/** A photo's faces become avatars: {@code QuickStart photo.jpg out}. */
public final class QuickStart {
  private QuickStart() {}

  public static void main(String[] args) {
    FaceImage photo = new ImageReader().read(Path.of(args[0]));
    try (FaceReconstructor reconstructor = FaceReconstructors.open()) {
      PhotoTexture painter = new PhotoTexture(reconstructor.model(), 1024);
      int count = 0;
      for (FaceReconstruction face : reconstructor.reconstruct(photo)) {
        FaceImage texture = painter.bake(face.coefficients(), PhotoView.of(photo, face));
        Path glb = Path.of(args[1], "face" + ++count + ".glb");
        new GlbWriter().write(glb, FaceMesh.of(face), texture);
      }
    }
  }
}
