package org.palpebra.training.regressor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.palpebra.PalpebraException;
import org.palpebra.internal.AtomicFiles;
import org.palpebra.onnx.Bundle;
import org.palpebra.onnx.BundleManifest;
import org.palpebra.onnx.Device;
import org.palpebra.spi.FaceDetector;
import org.palpebra.training.loss.LossWeights;
import org.palpebra.training.train.ConfigurationFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ablation of arXiv 2401.09677: the same training with and without ELAM on the photos'
 * landmarks, with the local dynamic loss off, over the mouth, and over eyes and mouth ({@link
 * AblationCell}), each with several seeds. Runs share what is rendered and fitted; no run sees a
 * photo that its eye states are scored on. Finished runs are not repeated, one that was stopped
 * goes on from its checkpoint.
 *
 * @param regressor configuration file of {@code train regressor} with ELAM and all pairs, which the
 *     cells vary; its folder and output are replaced
 * @param bundle whose face model and manifest the trained regressors join
 * @param folder of the runs
 * @param seeds of the trainings, each for every cell
 * @param truth rendered faces that errors in millimetres are measured on
 */
public record Ablation(
    String regressor, String bundle, String folder, List<Long> seeds, Truth truth) {
  private static final Logger LOG = LoggerFactory.getLogger(Ablation.class);

  /**
   * Rendered faces, as large as those that are trained on.
   *
   * @param count how many different ones
   * @param seed of the first face; no face of the training's
   */
  public record Truth(int count, long seed) {
    public Truth {
      if (count < 1) {
        throw new IllegalArgumentException("truth.count must be positive, not " + count);
      }
    }
  }

  public Ablation {
    if (seeds.isEmpty()
        || seeds.stream().anyMatch(Objects::isNull)
        || new HashSet<>(seeds).size() < seeds.size()) {
      throw new IllegalArgumentException("seeds must be different numbers, not " + seeds);
    }
    seeds = List.copyOf(seeds);
  }

  /**
   * Reads a file.
   *
   * @throws PalpebraException naming the file and the field that is missing, unknown or wrong
   */
  public static Ablation read(Path file) {
    return ConfigurationFile.read(file, Ablation.class, "ablate");
  }

  /**
   * Trains and scores.
   *
   * @return seed after seed, the cells of each in the order of {@link AblationCell#all}
   * @throws PalpebraException naming file and field if the regressor's configuration cannot be
   *     varied, or the folder if it has runs of another configuration
   */
  public List<AblationRun> run() {
    RegressorConfig base = base();
    List<AblationRun> runs = new ArrayList<>();
    Map<Boolean, List<FaceBatches.Share>> faces = new HashMap<>(); // by ELAM
    try (SyntheticStore rendered = store(base, base.synthetic(), "synthetic.bin");
        AblationEvaluation evaluation = evaluation(base)) {
      int count = seeds.size() * AblationCell.all().size();
      for (long seed : seeds) {
        for (AblationCell cell : AblationCell.all()) {
          RegressorConfig config = cell.of(base, seed);
          AblationScores scores =
              scores(
                  Path.of(folder, cell.name(), "seed-" + seed),
                  config,
                  () -> faces.computeIfAbsent(cell.elam(), key -> faces(config, rendered)),
                  base,
                  evaluation);
          runs.add(new AblationRun(cell, seed, scores));
          LOG.info(
              "run {} of {}: {}, seed {}: {}",
              runs.size(),
              count,
              cell.name(),
              seed,
              scores.byName());
        }
      }
    }
    return runs;
  }

  private RegressorConfig base() {
    Path file = Path.of(regressor);
    RegressorConfig base = RegressorConfig.read(file);
    LossWeights loss = base.loss();
    require(base.data() != null, file, "data is null; give the folder of the data sets");
    require(base.eyeState() != null, file, "eyeState is null; name ELAM's network");
    require(
        loss != null && loss.localDynamic() > 0 && loss.localDynamicPairs() == null,
        file,
        "loss needs a positive localDynamic and no localDynamicPairs; the ablation varies them");
    require(
        base.hybrid() == null && base.photos() == null,
        file,
        "hybrid and photos are not varied; leave them out");
    require(
        base.batch().cewFaces() == 0,
        file,
        "batch.cewFaces must be 0; the eye states of those photos are scored");
    require(
        Boolean.FALSE.equals(base.eyeStateBounds()),
        file,
        "eyeStateBounds must be false, so that ELAM acts on landmarks alone");
    RegressorConfig.Synthetic trained = base.synthetic();
    require(
        truth.seed() >= trained.seed() + trained.count()
            || truth.seed() + truth.count() <= trained.seed(),
        file,
        "synthetic has faces of the ablation's truth; give truth.seed beyond its seed + count");
    return base;
  }

  private static void require(boolean holds, Path file, String otherwise) {
    if (!holds) {
      throw new PalpebraException("%s: ablate: %s".formatted(file, otherwise));
    }
  }

  private SyntheticStore store(RegressorConfig base, RegressorConfig.Synthetic faces, String file) {
    return SyntheticStore.open(base, faces, Path.of(folder, file));
  }

  private AblationEvaluation evaluation(RegressorConfig base) {
    RegressorConfig.Synthetic faces =
        new RegressorConfig.Synthetic(truth.count(), base.synthetic().size(), truth.seed());
    try (Bundle source = Bundle.open(bundle)) {
      SyntheticStore known = store(base, faces, "truth.bin");
      FaceDetector detector = source.detector();
      Path data = Path.of(Objects.requireNonNull(base.data()));
      return new AblationEvaluation(detector, data, known, base.plan().threads());
    }
  }

  private static List<FaceBatches.Share> faces(RegressorConfig config, SyntheticStore rendered) {
    return RegressorTraining.shares(config, Device.CPU, config.plan().threads(), rendered);
  }

  private AblationScores scores(
      Path run,
      RegressorConfig config,
      Supplier<List<FaceBatches.Share>> faces,
      RegressorConfig base,
      AblationEvaluation evaluation) {
    requireSame(run.resolve("configuration.txt"), config);
    Path scores = run.resolve("scores.json");
    if (!Files.exists(scores)) {
      evaluation.of(trained(run, config, faces, base)).write(scores);
    }
    return AblationScores.read(scores);
  }

  /** Keeps what a run is made of, and refuses to go on with something else. */
  private void requireSame(Path file, RegressorConfig config) {
    String present = "%s%n%s%n%s%n".formatted(config, bundle, truth);
    try {
      if (!Files.exists(file)) {
        AtomicFiles.write(file, out -> out.write(present.getBytes(StandardCharsets.UTF_8)));
      } else if (!Files.readString(file).equals(present)) {
        throw new PalpebraException(
            file
                + ": the run was made with another configuration; use another folder or remove it");
      }
    } catch (IOException e) {
      throw new PalpebraException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  private DerivedBundle trained(
      Path run,
      RegressorConfig config,
      Supplier<List<FaceBatches.Share>> faces,
      RegressorConfig base) {
    DerivedBundle trained = new DerivedBundle(run.resolve("bundle"));
    Path network = trained.file(BundleManifest.REGRESSOR);
    if (!Files.exists(network)) {
      RegressorTraining.runOn(
          config.withPaths(
              Objects.requireNonNull(config.data()),
              config.eyeState(),
              run.resolve("regressor").toString(),
              network.toString()),
          faces.get());
    }
    complete(trained, base);
    return trained;
  }

  /** The files beside the regressor: ELAM's network in all cells, so that lids can follow it. */
  private void complete(DerivedBundle trained, RegressorConfig base) {
    trained.copy(Path.of(base.faceModel()), BundleManifest.FACE_MODEL);
    trained.copy(Path.of(Objects.requireNonNull(base.eyeState())), BundleManifest.EYE_STATE);
    try (Bundle source = Bundle.open(bundle)) {
      trained.describe(
          source.manifest(),
          "-ablation",
          Map.of(
              BundleManifest.REGRESSOR, "trained for the ablation",
              BundleManifest.EYE_STATE, "replaced by ELAM's network"));
    }
  }
}
