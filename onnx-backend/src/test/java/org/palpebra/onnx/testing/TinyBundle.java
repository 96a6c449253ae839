package org.palpebra.examples.cli;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.palpebra.geometry.PerspectiveCamera;
import org.palpebra.model.CoefficientLayout;
import org.palpebra.model.io.SafetensorsWriter;
import org.palpebra.onnx.BundleManifest;
import org.palpebra.onnx.BundleWriter;
import org.palpebra.onnx.EyeStateSpec;
import org.palpebra.onnx.RegressorSpec;
import org.palpebra.spi.CropAlignment;
import org.palpebra.testing.TinyFace;

/**
 * A bundle with the tiny face, a regressor that sees its neutral mean in the middle of every crop,
 * and a classifier whose P(closed) is the brightness of the patch.
 */
final class TinyBundle {
  private static final int CROP = 32;
  private static final int PATCH = 24;

  private TinyBundle() {}

  static void write(Path folder) throws IOException {
    CoefficientLayout layout = TinyFace.layout();
    Files.createDirectories(folder);
    new SafetensorsWriter(SafetensorsWriter.Precision.FLOAT32)
        .write(TinyFace.model(), folder.resolve("face-model.safetensors"));
    Files.write(folder.resolve("regressor.onnx"), regressor(layout.size()));
    Files.write(folder.resolve("eye-state.onnx"), classifier());
    Map<String, BundleManifest.FileEntry> files = new LinkedHashMap<>();
    files.put(BundleManifest.FACE_MODEL, entry("face-model.safetensors"));
    files.put(BundleManifest.REGRESSOR, entry("regressor.onnx"));
    files.put(BundleManifest.EYE_STATE, entry("eye-state.onnx"));
    BundleWriter.write(
        folder,
        new BundleManifest(
            BundleManifest.SCHEMA,
            "tiny",
            "for tests",
            "Apache-2.0",
            BundleManifest.CoefficientSizes.of(layout),
            RegressorSpec.of(
                new PerspectiveCamera(CROP, 183, CROP / 2f, CROP / 2f, 1000),
                CropAlignment.CANONICAL),
            EyeStateSpec.ofSize(PATCH),
            files));
  }

  private static BundleManifest.FileEntry entry(String path) {
    return BundleManifest.FileEntry.of(path, "Apache-2.0", "made up");
  }

  /** {@code coefficients = mean(image) · 0}. */
  private static byte[] regressor(int size) {
    TensorProto.Builder zeros =
        TensorProto.newBuilder().setName("w").setDataType(1).addDims(3).addDims(size);
    for (int i = 0; i < 3 * size; i++) {
      zeros.addFloatData(0);
    }
    return model(
        GraphProto.newBuilder()
            .setName("neutral")
            .addInput(value("image", 3, CROP, CROP))
            .addOutput(value("coefficients", size))
            .addInitializer(zeros)
            .addNode(mean("image", "mean", 2, 3))
            .addNode(
                NodeProto.newBuilder()
                    .setOpType("MatMul")
                    .addInput("mean")
                    .addInput("w")
                    .addOutput("coefficients")));
  }

  private static byte[] classifier() {
    return model(
        GraphProto.newBuilder()
            .setName("brightness")
            .addInput(value("eyes", 1, PATCH, PATCH))
            .addOutput(value("closed"))
            .addNode(mean("eyes", "closed", 1, 2, 3)));
  }

  private static NodeProto mean(String input, String output, long... axes) {
    AttributeProto.Builder over =
        AttributeProto.newBuilder().setName("axes").setType(AttributeProto.AttributeType.INTS);
    for (long axis : axes) {
      over.addInts(axis);
    }
    return NodeProto.newBuilder()
        .setOpType("ReduceMean")
        .addInput(input)
        .addOutput(output)
        .addAttribute(over)
        .addAttribute(
            AttributeProto.newBuilder()
                .setName("keepdims")
                .setType(AttributeProto.AttributeType.INT)
                .setI(0))
        .build();
  }

  private static byte[] model(GraphProto.Builder graph) {
    return ModelProto.newBuilder()
        .setIrVersion(8)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(13))
        .setGraph(graph)
        .build()
        .toByteArray();
  }

  private static ValueInfoProto value(String name, long... shape) {
    TensorShapeProto.Builder dims = TensorShapeProto.newBuilder();
    dims.addDim(TensorShapeProto.Dimension.newBuilder().setDimParam("N"));
    for (long size : shape) {
      dims.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(size));
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(TypeProto.Tensor.newBuilder().setElemType(1).setShape(dims)))
        .build();
  }
}
