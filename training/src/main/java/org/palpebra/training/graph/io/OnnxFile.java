package org.palpebra.training.graph.io;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.palpebra.PalpebraException;

/** The content of an ONNX file, checked as far as that is possible without its shapes. */
final class OnnxFile {
  private static final long OLDEST = 9;
  private static final long NEWEST = 21;

  private final String name;
  private final ModelProto model;
  private final long opset;
  private final Map<String, Literal> literals = new LinkedHashMap<>();

  private OnnxFile(String name, ModelProto model) {
    this.name = name;
    this.model = model;
    this.opset = opset(model);
    for (TensorProto tensor : graph().getInitializerList()) {
      literals.put(tensor.getName(), literal(tensor.getName(), tensor, true));
    }
  }

  static OnnxFile read(Path file) {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file);
    } catch (IOException e) {
      throw new PalpebraException(
          file + ": cannot be read (" + e.getMessage() + "); give the path of an ONNX file", e);
    }
    try {
      return of(file.toString(), ModelProto.parseFrom(bytes));
    } catch (InvalidProtocolBufferException e) {
      throw new PalpebraException(
          file + ": not an ONNX file, or cut off (" + e.getMessage() + "); export it again", e);
    }
  }

  static OnnxFile of(String name, ModelProto model) {
    OnnxFile file = new OnnxFile(name, model);
    GraphProto graph = model.getGraph();
    if (graph.getNodeCount() == 0) {
      throw file.error("graph has no nodes; give an ONNX file with a network in it");
    }
    if (model.getFunctionsCount() > 0) {
      throw file.error(
          "functions: functions of the model's own are not supported; inline them before export");
    }
    if (graph.getSparseInitializerCount() > 0) {
      throw file.error("sparse_initializer: not supported; save the weights densely");
    }
    return file;
  }

  private long opset(ModelProto model) {
    for (OperatorSetIdProto set : model.getOpsetImportList()) {
      if (isStandard(set.getDomain())) {
        if (set.getVersion() < OLDEST || set.getVersion() > NEWEST) {
          throw error(
              "opset_import: version %d is outside %d … %d; export with opset_version=17"
                  .formatted(set.getVersion(), OLDEST, NEWEST));
        }
        return set.getVersion();
      }
    }
    throw error("opset_import: no version of the ONNX operators; is this an ONNX file?");
  }

  static boolean isStandard(String domain) {
    return domain.isEmpty() || domain.equals("ai.onnx");
  }

  /** A tensor of the file, or an error that names it. */
  Literal literal(String tensor, TensorProto proto, boolean initializer) {
    if (proto.getDataLocation() == TensorProto.DataLocation.EXTERNAL
        || proto.getExternalDataCount() > 0) {
      throw error(
          "tensor "
              + tensor
              + ": its values are in another file; save the model as one file"
              + " (onnx.save without save_as_external_data)");
    }
    if (!Literal.readable(proto.getDataType())) {
      throw error(
          "tensor "
              + tensor
              + ": element type "
              + proto.getDataType()
              + " is not supported; export with float weights");
    }
    if (proto.getDimsList().stream().anyMatch(d -> d < 0 || d > Integer.MAX_VALUE)) {
      throw error("tensor " + tensor + ": impossible dims " + proto.getDimsList());
    }
    Literal literal = new Literal(tensor, proto, false);
    if (literal.stored() != literal.shape().size()) {
      throw error(
          "tensor %s: %d values for shape %s; the file is damaged, export it again"
              .formatted(tensor, literal.stored(), literal.shape()));
    }
    boolean trainable = initializer && literal.isReal() && proto.getDimsCount() > 0;
    return new Literal(tensor, proto, trainable);
  }

  Map<String, Literal> literals() {
    return literals;
  }

  GraphProto graph() {
    return model.getGraph();
  }

  ModelProto model() {
    return model;
  }

  long opset() {
    return opset;
  }

  /** Inputs that are no initializers. */
  List<FilePort> inputs() {
    List<FilePort> ports = new ArrayList<>();
    graph().getInputList().stream()
        .filter(info -> !literals.containsKey(info.getName()))
        .forEach(info -> ports.add(FilePort.of(info)));
    return ports;
  }

  List<FilePort> outputs() {
    return graph().getOutputList().stream().map(FilePort::of).toList();
  }

  PalpebraException error(String message) {
    return new PalpebraException(name + ": " + message);
  }

  PalpebraException error(String message, Exception cause) {
    return new PalpebraException(name + ": " + message, cause);
  }
}
