package org.palpebra.training.regressor;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.palpebra.FaceImage;
import org.palpebra.geometry.CanonicalCrop;
import org.palpebra.geometry.HeadPose;
import org.palpebra.geometry.ImageSampler;
import org.palpebra.geometry.PerspectiveCamera;
import org.palpebra.geometry.Similarity;
import org.palpebra.metrics.LandmarkError;
import org.palpebra.model.Coefficients;
import org.palpebra.model.Landmarks;
import org.palpebra.model.MorphableModel;
import org.palpebra.onnx.opencv.ImageReader;
import org.palpebra.training.data.LandmarkFace;
import org.palpebra.training.graph.Graph;
import org.palpebra.training.graph.GraphSession;
import org.palpebra.training.graph.Shape;
import org.palpebra.training.nn.Net;
import org.palpebra.training.nn.Parameters;

/**
 * Landmark error of unfinished weights on photos that are cut around one face, without a detector:
 * the first crop is the photo's middle, then twice the crop in which the face was found.
 */
final class PhotoValidation {
  /** Side of the first crop over the photo's longer side, for the sets' margins. */
  private static final double FIRST_CROP = 0.64;

  private static final int PASSES = 3;

  private final CoefficientNetwork network;
  private final MorphableModel model;
  private final List<LandmarkFace> faces;

  PhotoValidation(CoefficientNetwork network, MorphableModel model, List<LandmarkFace> faces) {
    this.network = network;
    this.model = model;
    this.faces = faces;
  }

  /** Mean of {@link LandmarkError#overOuterEyes} in percent. */
  double error(Parameters parameters) {
    PerspectiveCamera camera = network.camera();
    Graph graph = new Graph();
    Net net = new Net(graph, parameters, Net.Mode.INFERENCE, 0);
    Shape shape = Shape.of(1, 3, camera.size(), camera.size());
    graph.output(
        CoefficientNetwork.OUTPUT,
        network.coefficients(net, graph.input(CoefficientNetwork.INPUT, shape.toArray())));
    double sum = 0;
    try (GraphSession session = GraphSession.of(graph, 1)) {
      for (LandmarkFace face : faces) {
        float[] found = landmarks(session, shape, new ImageReader().read(face.file()));
        sum += LandmarkError.overOuterEyes(found, face.landmarks());
      }
    }
    return 100 * sum / faces.size();
  }

  private float[] landmarks(GraphSession session, Shape shape, FaceImage photo) {
    PerspectiveCamera camera = network.camera();
    double scale = FIRST_CROP * Math.max(photo.width(), photo.height()) / camera.size();
    Similarity cropToPhoto =
        new Similarity(
            scale,
            0,
            photo.width() / 2.0 - scale * camera.centerX(),
            photo.height() / 2.0 - scale * camera.centerY());
    float[] landmarks = new float[0];
    for (int pass = 0; pass < PASSES; pass++) {
      float[] crop = ImageSampler.crop(photo, cropToPhoto, camera.size(), null);
      Map<String, float[]> out =
          session.runArrays(
              Map.of(CoefficientNetwork.INPUT, crop), Map.of(CoefficientNetwork.INPUT, shape));
      Coefficients found =
          new Coefficients(
              network.layout(), Objects.requireNonNull(out.get(CoefficientNetwork.OUTPUT)));
      HeadPose pose = HeadPose.of(found);
      float[] posed = pose.apply(model.shape(found, null), null);
      landmarks = cropToPhoto.apply(Landmarks.project(model, posed, camera));
      cropToPhoto = cropToPhoto.after(CanonicalCrop.toCrop(camera, pose));
    }
    return landmarks;
  }
}
