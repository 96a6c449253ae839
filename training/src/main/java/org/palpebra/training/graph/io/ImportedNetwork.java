package org.palpebra.training.graph.io;

import ai.onnx.proto.OnnxMl;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.palpebra.PalpebraException;
import org.palpebra.training.graph.Graph;
import org.palpebra.training.graph.Shape;
import org.palpebra.training.graph.Tensor;
import org.palpebra.training.nn.Net;

/**
 * A network from an ONNX file (operator sets 9 to 21), which can be built into any number of graphs
 * and is differentiable there.
 *
 * <p>The file's weights become parameters of the {@link Net} under their own names: a training net
 * has them as inputs, so that {@link org.palpebra.training.nn.TrainStep} can tune them, an
 * inference net as constants. Where the net already holds a parameter of that name, as after a
 * training, its value is used instead of the file's. What depends on neither inputs nor weights,
 * such as the shape of a Reshape, is computed while building. Half-precision values become the
 * graph's reals, all integers INT64. Dropout passes its input on.
 *
 * <pre>{@code
 * ImportedNetwork network = ImportedNetwork.read(Path.of("mobilefacenet.onnx"));
 * Graph graph = new Graph();
 * Map<String, Tensor> inputs = network.inputs(graph, Map.of("batch", 8));
 * Net net = new Net(graph, new Parameters(), Net.Mode.TRAINING, 0);
 * Tensor embeddings = network.build(net, inputs).get("embeddings");
 * }</pre>
 *
 * Immutable and thread-safe; the graphs are not.
 */
public final class ImportedNetwork {
  private final OnnxFile file;

  private ImportedNetwork(OnnxFile file) {
    this.file = file;
  }

  /**
   * @throws PalpebraException when the file cannot be read, is no ONNX file, is of another operator
   *     set, or keeps its weights elsewhere
   */
  public static ImportedNetwork read(Path file) {
    return new ImportedNetwork(OnnxFile.read(file));
  }

  /**
   * @param name what errors call it
   */
  public static ImportedNetwork of(String name, OnnxMl.ModelProto model) {
    return new ImportedNetwork(OnnxFile.of(name, model));
  }

  /** What has to be given. */
  public List<FilePort> inputs() {
    return file.inputs();
  }

  /** What is computed. */
  public List<FilePort> outputs() {
    return file.outputs();
  }

  /**
   * Makes the graph's inputs as the file declares them.
   *
   * @param extents of the file's symbolic dimensions
   */
  public Map<String, Tensor> inputs(Graph graph, Map<String, Integer> extents) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (FilePort port : file.inputs()) {
      int[] shape = new int[port.extents().size()];
      for (int i = 0; i < shape.length; i++) {
        shape[i] = extent(port, i, extents);
      }
      tensors.put(
          port.name(), graph.input(port.name(), Literal.type(port.type(), graph.real()), shape));
    }
    return tensors;
  }

  private int extent(FilePort port, int axis, Map<String, Integer> extents) {
    int fixed = port.fixed(axis);
    Integer given = extents.get(port.extents().get(axis));
    if (fixed < 0 && given == null) {
      throw file.error(
          "input %s: dimension %s of %s has no extent; give one by that name"
              .formatted(port.name(), port.extents().get(axis), port.extents()));
    }
    return given == null ? fixed : given;
  }

  /** As {@link #build(Net, Map, ImportOptions)} with {@link ImportOptions#plain}. */
  public Map<String, Tensor> build(Net net, Map<String, Tensor> inputs) {
    return build(net, inputs, ImportOptions.plain());
  }

  /**
   * Builds the network.
   *
   * @param net gets the parameters, and in {@link ImportOptions.Statistics#BATCH} the updates of
   *     running statistics
   * @param inputs by the file's names, any tensors of the net's graph. Extents that the file fixes
   *     must agree, except the first: the batch may be another one
   * @return outputs by the file's names
   * @throws PalpebraException when an operator is not supported, or does not accept the shapes; the
   *     message names file, node, operator and what feeds it
   */
  public Map<String, Tensor> build(Net net, Map<String, Tensor> inputs, ImportOptions options) {
    ImportScope scope = new ImportScope(file, net, options, rebatching(inputs));
    inputs.forEach(scope::put);
    String outer = net.graph().scope("");
    try {
      for (NodeProto node : file.graph().getNodeList()) {
        net.graph().scope(outer + options.prefix() + new ImportedNode(node, scope).name() + "/");
        add(new ImportedNode(node, scope));
      }
    } finally {
      net.graph().scope(outer);
    }
    return outputs(scope);
  }

  private ImportScope.Rebatching rebatching(Map<String, Tensor> inputs) {
    ImportScope.Rebatching rebatching = new ImportScope.Rebatching(1, 1);
    for (FilePort port : file.inputs()) {
      Tensor tensor = inputs.get(port.name());
      if (tensor == null) {
        throw new IllegalArgumentException("no input " + port.name() + " among " + inputs.keySet());
      }
      requireExtents(port, tensor.shape());
      if (tensor.shape().rank() > 0 && port.ranked() && port.fixed(0) >= 0) {
        rebatching = new ImportScope.Rebatching(port.fixed(0), tensor.shape().get(0));
      }
    }
    return rebatching;
  }

  private static void requireExtents(FilePort port, Shape shape) {
    boolean fits = !port.ranked() || port.extents().size() == shape.rank();
    for (int i = 1; fits && port.ranked() && i < shape.rank(); i++) {
      fits = port.fixed(i) < 0 || port.fixed(i) == shape.get(i);
    }
    if (!fits) {
      throw new IllegalArgumentException(
          "input " + port.name() + " of shape " + shape + ", not " + port.extents());
    }
  }

  private static void add(ImportedNode node) {
    for (String output : node.proto().getOutputList()) {
      node.scope().producedBy(output, node.operator() + " " + node.name());
    }
    if (!OnnxFile.isStandard(node.proto().getDomain())) {
      throw node.error(
          "operators of the domain "
              + node.proto().getDomain()
              + " are not supported; "
              + "export with ONNX's own operators");
    }
    Map<String, Literal> folded = ConstantFolder.fold(node);
    if (!folded.isEmpty()) {
      folded.forEach(node.scope()::put);
      return;
    }
    List<Tensor> results = convert(node);
    for (int i = 0; i < results.size() && i < node.proto().getOutputCount(); i++) {
      node.scope().put(node.proto().getOutput(i), results.get(i));
    }
  }

  private static List<Tensor> convert(ImportedNode node) {
    Conversion conversion = Conversions.find(node.operator());
    if (conversion == null) {
      throw node.error(
          "has no derivative rule here; cut the file before it or export with other operators");
    }
    try {
      return conversion.convert(node);
    } catch (IllegalArgumentException | ArithmeticException | IndexOutOfBoundsException e) {
      throw node.error(e.getMessage() + "; check the shapes of the inputs", e);
    }
  }

  private Map<String, Tensor> outputs(ImportScope scope) {
    Map<String, Tensor> outputs = new LinkedHashMap<>();
    for (FilePort port : file.outputs()) {
      Tensor tensor = scope.tensor(port.name());
      if (tensor == null) {
        throw file.error("output " + port.name() + ": no node produces it; export the file again");
      }
      requireBatch(port, tensor, scope.rebatching());
      outputs.put(port.name(), tensor);
    }
    return outputs;
  }

  private void requireBatch(FilePort port, Tensor tensor, ImportScope.Rebatching batch) {
    boolean bound =
        batch.changes()
            && port.ranked()
            && !port.extents().isEmpty()
            && port.fixed(0) == batch.from();
    if (bound && (tensor.shape().rank() == 0 || tensor.shape().get(0) != batch.to())) {
      throw file.error(
          "output %s: shape %s for a batch of %d; the file is made for batches of %d, export it"
                  .formatted(port.name(), tensor.shape(), batch.to(), batch.from())
              + " with a free batch");
    }
  }
}
