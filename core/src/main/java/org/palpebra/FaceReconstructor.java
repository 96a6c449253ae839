package org.palpebra;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.palpebra.eyes.BinocularPrior;
import org.palpebra.eyes.EyePatches;
import org.palpebra.eyes.LidRefinement;
import org.palpebra.eyes.LidTarget;
import org.palpebra.geometry.Box;
import org.palpebra.geometry.ImageSampler;
import org.palpebra.geometry.PerspectiveCamera;
import org.palpebra.geometry.Similarity;
import org.palpebra.internal.Arguments;
import org.palpebra.metrics.Consistency;
import org.palpebra.model.CoefficientLayout;
import org.palpebra.model.Coefficients;
import org.palpebra.model.LandmarkAssembly;
import org.palpebra.model.MorphableModel;
import org.palpebra.spi.CoefficientRegressor;
import org.palpebra.spi.CropAlignment;
import org.palpebra.spi.DetectedFace;
import org.palpebra.spi.EyeStateClassifier;
import org.palpebra.spi.FaceCheck;
import org.palpebra.spi.FaceDetector;
import org.palpebra.spi.ModelInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns the faces of a photo into 3D faces whose eyes are in the state they are in on the photo.
 *
 * <p>Detector, crop, regressor, mesh, landmarks, eye patches, eye-state classifier, lid refinement:
 * all faces of a photo pass through the networks as one batch. The first crop comes from the
 * detector; if the regressor finds the face elsewhere in it than it should be, it is cut again
 * accordingly and regressed again, at most twice. A detection whose crop does not settle on a face
 * near the detector's box is dropped, and of two detections that settle on one face the more
 * probable stays. Where the regressor can tell faces from other things ({@link
 * CoefficientRegressor#check}), the detector is asked for doubtful faces too, and the regressor
 * decides.
 *
 * <p>Thread-safe if detector, regressor and classifier are, which their contracts ask for; scratch
 * memory is kept per thread. It owns the three and closes them.
 */
public final class FaceReconstructor implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FaceReconstructor.class);

  private static final int PASSES = 3;

  // A crop is cut again if it is off by more than that.
  private static final double SETTLED_SHIFT = 0.02; // of its side
  private static final double SETTLED_ZOOM = 0.03; // natural logarithm
  private static final double SETTLED_TURN = 0.03; // radians

  // A face is believed if its landmarks' box lies so near to the detector's.
  private static final double FARTHEST = 0.6; // distance of the centres in mean sides
  private static final double LARGEST = 2.2; // ratio of the mean sides, either way

  /** Score of a place where a face was and may not be any more. */
  private static final float UNKNOWN = 0.5f;

  /** Two detections are one face if their landmarks' boxes share that much of the smaller one. */
  private static final double SAME_FACE = 0.5;

  /**
   * How much more probable two eyes in one state are than a wink ({@link Builder#eyesAlike}). An
   * assumption, not a count: a set of photos without winks would always ask for more.
   */
  public static final double EYES_ALIKE = 3;

  private final FaceDetector detector;
  private final CoefficientRegressor regressor;
  private final EyeStateClassifier classifier;
  private final MorphableModel model;
  private final CoefficientLayout layout;
  private final PerspectiveCamera camera;
  private final CropPlan crops;
  private final LandmarkAssembly assembly;
  private final LidRefinement lids;
  private final @Nullable FaceCheck check;
  private final Consistency consistency;
  private final boolean elam;
  private final BinocularPrior eyePair;
  private final int maxFaces;
  private final StageListener stages;
  private final ThreadLocal<Scratch> scratch = ThreadLocal.withInitial(Scratch::new);
  private final ReadWriteLock use = new ReentrantReadWriteLock();
  private boolean closed;

  private FaceReconstructor(Builder builder) {
    detector = builder.detector;
    regressor = builder.regressor;
    classifier = builder.classifier;
    model = builder.model;
    elam = builder.elam;
    eyePair = builder.eyePair;
    maxFaces = builder.maxFaces;
    stages = builder.stages;
    layout = regressor.layout();
    camera = regressor.camera();
    if (!layout.equals(model.layout(layout.lighting()))) {
      throw new IllegalArgumentException(
          "the regressor gives %s, the face model %s has %s"
              .formatted(layout, model.name(), model.layout(layout.lighting())));
    }
    crops =
        regressor.alignment() == CropAlignment.CANONICAL
            ? new CanonicalCrops(model, camera)
            : new FivePointCrops(model, camera, regressor.standardPoints());
    assembly = new LandmarkAssembly(model);
    lids = new LidRefinement(model);
    check = regressor.check();
    consistency = new Consistency(regressor, model);
  }

  /** Starts with the parts; the reconstructor will own detector, regressor and classifier. */
  public static Builder builder(
      FaceDetector detector,
      CoefficientRegressor regressor,
      EyeStateClassifier classifier,
      MorphableModel model) {
    return new Builder(detector, regressor, classifier, model);
  }

  /** The options of a reconstructor. */
  public static final class Builder {
    private final FaceDetector detector;
    private final CoefficientRegressor regressor;
    private final EyeStateClassifier classifier;
    private final MorphableModel model;
    private boolean elam = true;
    private BinocularPrior eyePair = new BinocularPrior(EYES_ALIKE);
    private int maxFaces = Integer.MAX_VALUE;
    private StageListener stages = StageListener.NONE;

    private Builder(
        FaceDetector detector,
        CoefficientRegressor regressor,
        EyeStateClassifier classifier,
        MorphableModel model) {
      this.detector = detector;
      this.regressor = regressor;
      this.classifier = classifier;
      this.model = model;
    }

    /**
     * Whether lids are brought to the state that the classifier sees ({@link LidTarget}); on by
     * default. Without it the eyes stay as the regressor made them, and the classifier's
     * probabilities are only reported.
     */
    public Builder elam(boolean on) {
      elam = on;
      return this;
    }

    /**
     * How much more probable two eyes in one state are than a wink, before the photo is looked at;
     * {@link #EYES_ALIKE} by default, 1 for each eye on its own. Eyes of which the classifier is
     * sure hardly change ({@link BinocularPrior}).
     *
     * @throws IllegalArgumentException if that is below 1
     */
    public Builder eyesAlike(double odds) {
      eyePair = new BinocularPrior(odds);
      return this;
    }

    /** At most that many faces per photo, the first ones; all by default. */
    public Builder maxFaces(int count) {
      maxFaces = Arguments.atLeastOne("maxFaces", count);
      return this;
    }

    /** Is told how long each step takes; nobody by default. */
    public Builder stages(StageListener listener) {
      stages = listener;
      return this;
    }

    /**
     * @throws IllegalArgumentException if the regressor's coefficients are not the model's
     */
    public FaceReconstructor build() {
      return new FaceReconstructor(this);
    }
  }

  /** The face model, shared by all results; stays usable after {@link #close()}. */
  public MorphableModel model() {
    return model;
  }

  /** The camera of the regressor's crops, in which poses and translations are meant. */
  public PerspectiveCamera camera() {
    return camera;
  }

  /** Detects and reconstructs all faces, largest first; empty if there is none. */
  public List<FaceReconstruction> reconstruct(FaceImage photo) {
    return whileOpen(() -> faces(photo, starts(detect(photo))));
  }

  /**
   * Reconstructs faces that something else has found.
   *
   * @param detections not modified
   * @return at most one per detection, in their order
   */
  public List<FaceReconstruction> reconstruct(FaceImage photo, List<DetectedFace> detections) {
    return whileOpen(() -> faces(photo, starts(detections)));
  }

  /**
   * Reconstructs the face of the last frame in the next frame of a video, without detection: the
   * first crop lies where the face was.
   *
   * @param last a result of this reconstructor
   * @param check whether to ask the regressor if that still is a face ({@link #checksFaces}), which
   *     costs two more crops; without, it only has to be near its last place and of a similar size
   * @return empty if the face is not there any more; its {@code detection} is where the face was
   */
  public Optional<FaceReconstruction> follow(
      FaceImage frame, FaceReconstruction last, boolean check) {
    DetectedFace expected =
        new DetectedFace(last.box(), check ? UNKNOWN : DetectedFace.SURE, new float[0]);
    return whileOpen(
        () -> {
          Similarity crop =
              crops.next(expected, last.cropToPhoto(), last.coefficients(), last.landmarks());
          return faces(frame, List.of(new Candidate(expected, crop))).stream().findFirst();
        });
  }

  /**
   * Whether the regressor can tell faces from other things ({@link CoefficientRegressor#check}).
   */
  public boolean checksFaces() {
    return check != null;
  }

  private <T> T whileOpen(java.util.function.Supplier<T> work) {
    use.readLock().lock();
    try {
      if (closed) {
        throw new IllegalStateException("this FaceReconstructor is closed");
      }
      return work.get();
    } finally {
      use.readLock().unlock();
    }
  }

  private List<DetectedFace> detect(FaceImage photo) {
    long start = System.nanoTime();
    List<DetectedFace> found = check == null ? detector.detect(photo) : detector.candidates(photo);
    stages.took(Stage.DETECT, System.nanoTime() - start);
    return found;
  }

  private List<Candidate> starts(List<DetectedFace> detections) {
    List<Candidate> candidates = new ArrayList<>();
    for (DetectedFace face : detections) {
      candidates.add(new Candidate(face, crops.first(face)));
    }
    return candidates;
  }

  private List<FaceReconstruction> faces(FaceImage photo, List<Candidate> candidates) {
    settle(photo, candidates);
    List<Candidate> kept = faces(believed(photo, candidates)).stream().limit(maxFaces).toList();
    if (kept.isEmpty()) {
      return List.of();
    }
    float[] closedProbabilities = classify(photo, kept);
    long start = System.nanoTime();
    List<FaceReconstruction> results = new ArrayList<>();
    for (int i = 0; i < kept.size(); i++) {
      float right = closedProbabilities[2 * i];
      float left = closedProbabilities[2 * i + 1];
      results.add(finish(kept.get(i), eyePair.of(right, left), eyePair.of(left, right)));
    }
    stages.took(Stage.REFINE, System.nanoTime() - start);
    return results;
  }

  /** Cuts and regresses until every crop is where the regressor would have it. */
  private void settle(FaceImage photo, List<Candidate> candidates) {
    List<Candidate> active = candidates;
    for (int pass = 1; pass <= PASSES && !active.isEmpty(); pass++) {
      regress(photo, active);
      active = active.stream().filter(c -> c.found != null).toList();
      if (pass < PASSES) {
        active = active.stream().filter(this::recrop).toList();
      }
    }
  }

  private void regress(FaceImage photo, List<Candidate> active) {
    int plane = 3 * camera.size() * camera.size();
    float[] input = scratch.get().crops(plane * active.size());
    long start = System.nanoTime();
    for (int i = 0; i < active.size(); i++) {
      ImageSampler.crop(photo, active.get(i).cropToPhoto, camera.size(), input, i * plane);
    }
    long cut = System.nanoTime();
    stages.took(Stage.CROP, cut - start);
    float[] output = regressor.regress(input, active.size());
    for (int i = 0; i < active.size(); i++) {
      float[] values = Arrays.copyOfRange(output, i * layout.size(), (i + 1) * layout.size());
      active.get(i).set(finite(values) ? new Coefficients(layout, values) : null, this);
    }
    stages.took(Stage.REGRESS, System.nanoTime() - cut);
  }

  private static boolean finite(float[] values) {
    for (float value : values) {
      if (!Float.isFinite(value)) {
        LOG.warn("the regressor gave {} for a coefficient; the detection is dropped", value);
        return false;
      }
    }
    return true;
  }

  /** Moves the crop; false if it is where it should be. */
  private boolean recrop(Candidate candidate) {
    Similarity next =
        crops.next(
            candidate.detection, candidate.cropToPhoto, candidate.found(), candidate.landmarks);
    Similarity change = candidate.cropToPhoto.inverse().after(next);
    double middle = camera.size() / 2.0;
    double shift =
        Math.hypot(change.applyX(middle, middle) - middle, change.applyY(middle, middle) - middle);
    boolean settled =
        shift <= SETTLED_SHIFT * camera.size()
            && Math.abs(Math.log(change.scale())) <= SETTLED_ZOOM
            && Math.abs(change.angle()) <= SETTLED_TURN;
    if (!settled) {
      candidate.cropToPhoto = next;
    }
    return !settled;
  }

  /** Those that detector or regressor vouch for. */
  private List<Candidate> believed(FaceImage photo, List<Candidate> candidates) {
    List<Candidate> plausible = new ArrayList<>(candidates);
    plausible.removeIf(candidate -> !candidate.plausible());
    FaceCheck measured = check;
    if (measured == null) {
      return plausible;
    }
    List<Candidate> doubtful =
        plausible.stream().filter(c -> c.detection.score() < DetectedFace.SURE).toList();
    if (doubtful.isEmpty()) {
      return plausible;
    }
    long start = System.nanoTime();
    List<Consistency.Spread> spreads =
        consistency.spreads(
            photo,
            doubtful.stream().map(c -> c.cropToPhoto).toList(),
            doubtful.stream().map(c -> c.landmarks).toList());
    stages.took(Stage.CHECK, System.nanoTime() - start);
    for (int i = 0; i < doubtful.size(); i++) {
      Consistency.Spread spread = spreads.get(i);
      doubtful.get(i).logOdds = measured.logOdds(spread.moved(), spread.mirrored());
    }
    plausible.removeIf(candidate -> candidate.logOdds < FaceCheck.BELIEVED);
    return plausible;
  }

  /** One candidate per face, in the order of the detections. */
  private static List<Candidate> faces(List<Candidate> believed) {
    List<Candidate> kept = new ArrayList<>();
    believed.stream()
        .sorted(Comparator.comparingDouble((Candidate c) -> c.logOdds).reversed())
        .filter(candidate -> kept.stream().noneMatch(candidate::sameFace))
        .forEach(kept::add);
    return believed.stream().filter(kept::contains).toList();
  }

  /** P(closed): right and left eye of the first face, of the second one and so on. */
  private float[] classify(FaceImage photo, List<Candidate> kept) {
    int size = classifier.inputSize();
    int pair = 2 * size * size;
    long start = System.nanoTime();
    float[] patches = scratch.get().patches(pair * kept.size());
    for (int i = 0; i < kept.size(); i++) {
      EyePatches.cut(photo, kept.get(i).landmarks, size, patches, i * pair);
    }
    float[] closed = classifier.closedProbability(patches, 2 * kept.size());
    stages.took(Stage.EYES, System.nanoTime() - start);
    return closed;
  }

  private FaceReconstruction finish(Candidate candidate, float closedRight, float closedLeft) {
    Coefficients coefficients = candidate.found();
    float[] regressed = lids.openness(coefficients);
    float[] openness = regressed;
    float[] landmarks = candidate.landmarks;
    if (elam) {
      Coefficients refined =
          lids.refine(
              coefficients,
              LidTarget.of(closedRight, openness[0]),
              LidTarget.of(closedLeft, openness[1]));
      if (!refined.equals(coefficients)) {
        coefficients = refined;
        openness = lids.openness(refined);
        landmarks = landmarksOnPhoto(refined, candidate.cropToPhoto);
      }
    }
    return new FaceReconstruction(
        Box.around(landmarks),
        landmarks,
        eyes(closedRight, closedLeft, openness),
        eyes(closedRight, closedLeft, regressed),
        coefficients,
        model,
        camera,
        candidate.cropToPhoto,
        elam,
        candidate.detection,
        models());
  }

  /**
   * @param openness right, left
   */
  private static EyeStates eyes(float closedRight, float closedLeft, float[] openness) {
    return new EyeStates(
        new EyeState(closedLeft, openness[1]), new EyeState(closedRight, openness[0]));
  }

  /** Detector, regressor, eye-state classifier and face model, as they stand in every result. */
  public List<ModelInfo> models() {
    ModelInfo faceModel =
        new ModelInfo(
            model.name(),
            model.metadata().getOrDefault("sha256", ""),
            "cpu",
            "palpebra",
            model.licence());
    return List.of(detector.info(), regressor.info(), classifier.info(), faceModel);
  }

  private float[] landmarksOnPhoto(Coefficients c, Similarity cropToPhoto) {
    return cropToPhoto.apply(assembly.project(c, camera));
  }

  /** Waits for reconstructions that are under way, then closes what this owns. */
  @Override
  public void close() {
    use.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        closeAll(detector, regressor, classifier);
      }
    } finally {
      use.writeLock().unlock();
    }
  }

  private static void closeAll(
      FaceDetector detector, CoefficientRegressor regressor, EyeStateClassifier classifier) {
    // closes all three in reverse, even if one of them throws
    try (detector;
        regressor;
        classifier) {
      LOG.debug("closing");
    }
  }

  /** A detection on its way; used by one thread. */
  private static final class Candidate {
    final DetectedFace detection;
    Similarity cropToPhoto;
    @Nullable Coefficients found;
    float[] landmarks = {};

    /** Of being a face. */
    double logOdds;

    Candidate(DetectedFace detection, Similarity cropToPhoto) {
      this.detection = detection;
      this.cropToPhoto = cropToPhoto;
      this.logOdds = Math.log(detection.score() / Math.max(1 - detection.score(), 1e-6));
    }

    void set(@Nullable Coefficients coefficients, FaceReconstructor owner) {
      found = coefficients;
      landmarks =
          coefficients == null ? new float[0] : owner.landmarksOnPhoto(coefficients, cropToPhoto);
    }

    Coefficients found() {
      if (found == null) {
        throw new IllegalStateException("nothing was regressed yet");
      }
      return found;
    }

    boolean plausible() {
      if (found == null) {
        return false;
      }
      Box there = Box.around(landmarks);
      Box here = detection.box();
      double ratio = LandmarkBox.side(there) / LandmarkBox.side(here);
      double distance =
          Math.hypot(there.centerX() - here.centerX(), there.centerY() - here.centerY());
      return ratio < LARGEST && ratio > 1 / LARGEST && distance < FARTHEST * LandmarkBox.side(here);
    }

    boolean sameFace(Candidate other) {
      return LandmarkBox.overlap(Box.around(landmarks), Box.around(other.landmarks)) > SAME_FACE;
    }
  }

  /** Buffers of one thread, kept while the number of faces stays the same. */
  private static final class Scratch {
    private float[] crops = {};
    private float[] patches = {};

    float[] crops(int length) {
      crops = ofLength(crops, length);
      return crops;
    }

    float[] patches(int length) {
      patches = ofLength(patches, length);
      return patches;
    }

    private static float[] ofLength(float[] buffer, int length) {
      return buffer.length == length ? buffer : new float[length];
    }
  }
}
