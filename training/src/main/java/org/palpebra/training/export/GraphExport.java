package org.palpebra.training.export;

import ai.onnx.proto.OnnxMl;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.palpebra.geometry.PerspectiveCamera;
import org.palpebra.internal.AtomicFiles;
import org.palpebra.model.MorphableModel;
import org.palpebra.training.loss.HybridSettings;
import org.palpebra.training.loss.LossFile;
import org.palpebra.training.loss.LossFiles;
import org.palpebra.training.train.ModelFiles;

/**
 * Writes the differentiable graphs of a face model: {@code face-model.onnx}, {@code loss-*.onnx},
 * {@code train-step.onnx} with its first weights in {@code train-step.safetensors}, {@code
 * eval-step.onnx} and a {@code README.md} that lists them. The batch is fixed in the files.
 * Immutable.
 */
public final class GraphExport {
  /** Features D of the perceptual loss, as recognition networks commonly have. */
  private static final int FEATURES = 512;

  private final MorphableModel model;
  private final int lighting;
  private final PerspectiveCamera camera;
  private final int batch;

  /**
   * @param lighting 9 or 27 coefficients
   * @param camera of the crops
   * @param batch faces at a time, at least 1
   */
  public GraphExport(MorphableModel model, int lighting, PerspectiveCamera camera, int batch) {
    if (batch < 1) {
      throw new IllegalArgumentException("batch must be at least 1, not " + batch);
    }
    this.model = model;
    this.lighting = lighting;
    this.camera = camera;
    this.batch = batch;
  }

  /**
   * Writes all files, each whole or not at all; files of the same names are replaced.
   *
   * @return the files, the README last
   * @throws org.palpebra.PalpebraException in one line, naming the file that cannot be written
   */
  public List<Path> write(Path folder) {
    List<Path> written = new ArrayList<>();
    Readme readme = new Readme(model, lighting, batch);
    Map<String, OnnxMl.ModelProto> steps = new LinkedHashMap<>();
    steps.put("face-model.onnx", new FaceModelGraph(model, lighting, camera).build(batch));
    StepGraphs networks = new StepGraphs(model, lighting, camera, batch);
    steps.put("train-step.onnx", networks.train());
    steps.put("eval-step.onnx", networks.evaluate());
    Path first = folder.resolve("train-step.safetensors");
    networks.first().write(first);
    written.add(first);
    steps.forEach((name, graph) -> written.add(add(folder, name, graph, readme)));
    for (LossFile loss :
        new LossFiles(model, lighting, camera, HybridSettings.paper(), null).all(FEATURES)) {
      OnnxMl.ModelProto graph = loss.build(batch).toModel();
      written.add(add(folder, "loss-" + loss.name() + ".onnx", graph, readme));
    }
    Path text = folder.resolve("README.md");
    AtomicFiles.write(text, out -> out.write(readme.text().getBytes(StandardCharsets.UTF_8)));
    written.add(text);
    return written;
  }

  private static Path add(Path folder, String name, OnnxMl.ModelProto graph, Readme readme) {
    Path file = folder.resolve(name);
    ModelFiles.write(graph, file);
    readme.add(name, graph);
    return file;
  }
}
