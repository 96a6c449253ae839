package org.palpebra.training.regressor;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.palpebra.PalpebraException;
import org.palpebra.model.MorphableModel;
import org.palpebra.model.io.FaceModels;
import org.palpebra.onnx.Device;
import org.palpebra.onnx.OnnxEyeStateClassifier;
import org.palpebra.spi.EyeStateClassifier;
import org.palpebra.training.data.DataSets;
import org.palpebra.training.data.LandmarkFace;
import org.palpebra.training.data.PhotoFolder;
import org.palpebra.training.data.Split;
import org.palpebra.training.graph.Tensor;
import org.palpebra.training.loss.FaceGraph;
import org.palpebra.training.loss.LossWeights;
import org.palpebra.training.loss.RegressorLoss;
import org.palpebra.training.loss.RegressorTargets;
import org.palpebra.training.nn.Parameters;
import org.palpebra.training.train.EyeStateTraining;
import org.palpebra.training.train.LossGraph;
import org.palpebra.training.train.ModelFiles;
import org.palpebra.training.train.Trainer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code train regressor}: trains the coefficient regressor from rendered faces and photos and
 * writes it as an ONNX file. The same call resumes a run that was stopped. After every few epochs
 * the run's folder gets {@code weights.safetensors} and {@code regressor.onnx} of the moving
 * average.
 */
public final class RegressorTraining {
  private static final Logger LOG = LoggerFactory.getLogger(RegressorTraining.class);
  private static final int SAMPLED_VERTICES = 300;
  private static final int REPORT_EPOCHS = 5;

  private final RegressorConfig config;
  private final MorphableModel model;
  private final CoefficientNetwork network;

  private RegressorTraining(RegressorConfig config) {
    this.config = config;
    this.model = FaceModels.readForBundle(Path.of(config.faceModel()));
    this.network = config.networkOrEmbedded().network(model, config.plan().seed());
  }

  /**
   * Trains as configured, with the configuration's eye-state network, and writes the network.
   *
   * @param device of the eye-state network
   * @param threads of the eye-state network on the CPU
   */
  public static void run(RegressorConfig config, Device device, int threads) {
    try (OnnxEyeStateClassifier classifier = classifier(config.eyeState(), device, threads)) {
      run(config, classifier);
    }
  }

  /**
   * The faces that a configuration trains on, for several runs that differ in loss and seed alone.
   *
   * @param rendered stays open as long as the faces are used
   */
  static List<FaceBatches.Share> shares(
      RegressorConfig config, Device device, int threads, SyntheticStore rendered) {
    try (OnnxEyeStateClassifier classifier = classifier(config.eyeState(), device, threads)) {
      return new RegressorTraining(config).shares(rendered, classifier);
    }
  }

  /** Trains as configured, on the faces of {@link #shares}. */
  static void runOn(RegressorConfig config, List<FaceBatches.Share> shares) {
    config.plan().requireDevice();
    new RegressorTraining(config).run(shares);
  }

  private static @Nullable OnnxEyeStateClassifier classifier(
      @Nullable String network, Device device, int threads) {
    return network == null
        ? null
        : OnnxEyeStateClassifier.open(Path.of(network), EyeStateTraining.SIDE, device, threads);
  }

  /**
   * Trains as configured and writes the network.
   *
   * @param classifier for ELAM, or null to take landmarks as they are; not closed
   */
  public static void run(RegressorConfig config, @Nullable EyeStateClassifier classifier) {
    config.plan().requireDevice();
    try (SyntheticStore rendered = SyntheticStore.open(config)) {
      RegressorTraining training = new RegressorTraining(config);
      training.run(training.shares(rendered, classifier));
    }
  }

  private void run(List<FaceBatches.Share> shares) {
    Path folder = Path.of(config.folder());
    LOG.info("seed {}, run folder {}", config.plan().seed(), folder);
    HybridObjective hybrid = hybrid();
    FaceBatches batches =
        new FaceBatches(
            shares,
            network.camera(),
            network.layout(),
            config.augmentationOrDefault(),
            config.epochSize(),
            hybrid == null ? null : hybrid.inputs());
    Trainer trainer = new Trainer(config.plan(), batches, lossGraph(loss(hybrid)), folder);
    Map<String, PhotoValidation> validations = validations();
    Parameters trained =
        trainer.run(first(), (epoch, weights) -> report(folder, epoch, weights, validations));
    save(trained, folder.resolve("weights.safetensors"), Path.of(config.output()));
  }

  private Parameters first() {
    String start = config.start();
    return start == null
        ? config.networkOrEmbedded().first(network)
        : RegressorWeights.read(network, Path.of(start));
  }

  private List<FaceBatches.Share> shares(
      SyntheticStore rendered, @Nullable EyeStateClassifier classifier) {
    List<FaceBatches.Share> shares = new ArrayList<>();
    RegressorConfig.Batch batch = config.batch();
    shares.add(new FaceBatches.Share(rendered, batch.synthetic()));
    String data = config.data();
    if (data != null && batch.photos() > 0) {
      PhotoFaces photos = photoFaces(classifier, config.annotationOffset());
      shares.add(landmarks(photos, data, "landmarks300w", batch.landmarks300w()));
      shares.add(landmarks(photos, data, "faces68", batch.faces68()));
      Path cew = Path.of(data, "cew-faces");
      shares.add(
          new FaceBatches.Share(
              photos.eyeStateFaces(Split.select(DataSets.eyeStateFaces(cew), "train")),
              batch.cewFaces()));
    }
    RegressorConfig.Photos own = config.photos();
    if (own != null) {
      List<LandmarkFace> faces = Split.select(PhotoFolder.read(Path.of(own.folder())), "train");
      FaceSource source = photoFaces(classifier, 0).landmarkFaces(faces);
      if (source.size() == 0) {
        throw new PalpebraException(
            own.folder() + ": the face model fits the landmarks of no photo; are they iBUG's 68?");
      }
      shares.add(new FaceBatches.Share(source, own.batch()));
    }
    return shares;
  }

  private PhotoFaces photoFaces(@Nullable EyeStateClassifier classifier, double offset) {
    return new PhotoFaces(
        model,
        network.layout().lighting(),
        network.camera(),
        classifier,
        offset,
        !Boolean.FALSE.equals(config.eyeStateBounds()),
        config.augmentationOrDefault().flip(),
        config.hybrid() == null ? null : new PhotoSkin(model, network.camera()));
  }

  private static FaceBatches.Share landmarks(
      PhotoFaces photos, String data, String set, int count) {
    return new FaceBatches.Share(photos.landmarkFaces(landmarkFaces(data, set, "train")), count);
  }

  private static List<LandmarkFace> landmarkFaces(String data, String set, String split) {
    return Split.select(DataSets.landmarkFaces(Path.of(data, set)), split);
  }

  /** By the name of the set. */
  private Map<String, PhotoValidation> validations() {
    Map<String, PhotoValidation> validations = new LinkedHashMap<>();
    String data = config.data();
    if (data != null) {
      for (String set : List.of("landmarks300w", "faces68")) {
        validations.put(set, validation(landmarkFaces(data, set, "val")));
      }
    }
    RegressorConfig.Photos own = config.photos();
    if (own != null) {
      List<LandmarkFace> held =
          PhotoFolder.read(Path.of(own.folder())).stream()
              .filter(face -> face.split().equals("val"))
              .toList();
      if (!held.isEmpty()) {
        validations.put("photos", validation(held));
      }
    }
    return validations;
  }

  private PhotoValidation validation(List<LandmarkFace> faces) {
    return new PhotoValidation(network, model, faces);
  }

  /** The network with a loss behind it. */
  private LossGraph lossGraph(CoefficientLoss loss) {
    return (net, batch) -> {
      Tensor image = Objects.requireNonNull(batch.get(CoefficientNetwork.INPUT));
      return loss.of(network.coefficients(net, image), batch);
    };
  }

  private @Nullable HybridObjective hybrid() {
    HybridChoice choice = config.hybrid();
    return choice == null
        ? null
        : new HybridObjective(model, network.layout().lighting(), network.camera(), choice);
  }

  private CoefficientLoss loss(@Nullable HybridObjective hybrid) {
    LossWeights weights = config.loss();
    if (weights == null) {
      return Objects.requireNonNull(hybrid);
    }
    CoefficientLoss known = landmarkLoss(weights);
    return hybrid == null ? known : known.plus(hybrid);
  }

  /** Landmarks, local dynamics and known coefficients; see {@link RegressorLoss}. */
  private CoefficientLoss landmarkLoss(LossWeights weights) {
    FaceGraph face =
        new FaceGraph(
            model,
            network.layout().lighting(),
            network.camera(),
            SAMPLED_VERTICES,
            config.plan().seed());
    RegressorLoss loss = new RegressorLoss(face, weights);
    return (predicted, batch) -> {
      Map<String, Tensor> terms = loss.terms(predicted, RegressorTargets.of(batch));
      Tensor total = Objects.requireNonNull(terms.remove("loss"));
      Map<String, Tensor> metrics = new LinkedHashMap<>();
      terms.forEach((name, term) -> metrics.put("loss_" + name, term));
      return new LossGraph.Loss(total, metrics);
    };
  }

  private void report(
      Path folder, int epoch, Parameters weights, Map<String, PhotoValidation> validations) {
    if (epoch % REPORT_EPOCHS != 0) {
      return;
    }
    save(weights, folder.resolve("weights.safetensors"), folder.resolve("regressor.onnx"));
    validations.forEach(
        (set, validation) ->
            LOG.info(
                "epoch {}: landmark error on val of {}: {} %",
                epoch, set, "%.2f".formatted(validation.error(weights))));
  }

  private void save(Parameters weights, Path file, Path onnx) {
    RegressorWeights.write(weights, file);
    String description =
        "Palpebra's %s regressor, seed %d, %d epochs of %d faces"
            .formatted(
                config.networkOrEmbedded().kind().name().toLowerCase(Locale.ROOT),
                config.plan().seed(),
                config.plan().epochs(),
                config.epochSize());
    ModelFiles.write(network.export(weights, description), onnx);
  }
}
