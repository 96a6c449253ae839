package org.palpebra.training.export;

import ai.onnx.proto.OnnxMl;
import org.palpebra.geometry.PerspectiveCamera;
import org.palpebra.model.MorphableModel;
import org.palpebra.training.graph.Graph;
import org.palpebra.training.graph.Tensor;
import org.palpebra.training.loss.FaceGraph;
import org.palpebra.training.loss.SurfaceGraph;

/** The face model: coefficients to vertices, colours and landmarks. */
final class FaceModelGraph {
  private final SurfaceGraph surface;

  FaceModelGraph(MorphableModel model, int lighting, PerspectiveCamera camera) {
    surface = new SurfaceGraph(model, lighting, camera);
  }

  OnnxMl.ModelProto build(int batch) {
    FaceGraph face = surface.face();
    Graph graph = new Graph();
    Tensor coefficients = graph.input(Ports.COEFFICIENTS, batch, face.layout().size());
    SurfaceGraph.Surface faces = surface.of(coefficients);
    graph.output("vertices", faces.posed());
    graph.output("colours", faces.colours());
    graph.output("landmarks", face.landmarks(face.project(faces.posed())));
    graph.describe("meaning", "the faces of coefficients: posed, lit, with landmarks");
    graph.describe("input." + Ports.COEFFICIENTS, Ports.coefficients(face.layout()));
    graph.describe(
        "output.vertices",
        "real [B, V, 3], millimetres: x to the subject's left, y up, z out of the face, posed");
    graph.describe("output.colours", "real [B, V, 3]: RGB under the light, not clamped to [0, 1]");
    graph.describe(
        "output.landmarks",
        "real [B, 68, 2], crop pixels, origin at the top-left corner, y down; " + face.camera());
    return graph.toModel();
  }
}
