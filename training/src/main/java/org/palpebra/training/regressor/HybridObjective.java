package org.palpebra.training.regressor;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.palpebra.geometry.PerspectiveCamera;
import org.palpebra.model.MorphableModel;
import org.palpebra.training.graph.Detour;
import org.palpebra.training.graph.ElementType;
import org.palpebra.training.graph.Tensor;
import org.palpebra.training.loss.HybridLoss;
import org.palpebra.training.loss.HybridSettings;
import org.palpebra.training.loss.HybridTargets;
import org.palpebra.training.loss.Visibility;
import org.palpebra.training.train.LossGraph;

/**
 * The hybrid loss as what a regressor is trained for: after the network's forward pass, core's
 * rasteriser finds which triangle of each predicted face a pixel shows; loss and derivatives follow
 * from that.
 */
final class HybridObjective implements CoefficientLoss {
  private final MorphableModel model;
  private final int lighting;
  private final PerspectiveCamera camera;
  private final HybridSettings settings;
  private final @Nullable RecognitionNetwork recognition;

  HybridObjective(
      MorphableModel model, int lighting, PerspectiveCamera camera, HybridChoice choice) {
    this.model = model;
    this.lighting = lighting;
    this.camera = camera;
    settings = choice.settings();
    RecognitionChoice network = choice.recognition();
    recognition = network == null ? null : RecognitionNetwork.read(network);
  }

  /** What batches have to hold. */
  HybridInputs inputs() {
    return new HybridInputs(
        camera,
        recognition == null ? null : new RecognitionCrop(model, camera, recognition.size()));
  }

  @Override
  public LossGraph.Loss of(Tensor predicted, Map<String, Tensor> batch) {
    int faces = predicted.shape().get(0);
    Tensor triangles =
        predicted
            .graph()
            .input(
                HybridTargets.TRIANGLES, ElementType.INT64, faces, camera.size() * camera.size());
    HybridLoss loss =
        new HybridLoss(
            model,
            lighting,
            camera,
            settings,
            recognition == null ? null : recognition.with(HybridInputs.recognitionMap(batch)));
    Map<String, Tensor> terms = loss.terms(predicted, HybridInputs.targets(batch, triangles));
    Tensor total = Objects.requireNonNull(terms.remove(HybridLoss.LOSS));
    Map<String, Tensor> metrics = new LinkedHashMap<>();
    metrics.put("loss_hybrid", total);
    terms.forEach((name, term) -> metrics.put("loss_hybrid_" + name, term));
    Visibility visibility = new Visibility(model, lighting, camera, faces);
    return new LossGraph.Loss(total, metrics, new Detour(predicted, triangles, visibility::of));
  }
}
