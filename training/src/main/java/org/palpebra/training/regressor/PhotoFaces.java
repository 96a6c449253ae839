package org.palpebra.training.regressor;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.palpebra.FaceImage;
import org.palpebra.eyes.EyeLandmarkAdjustment;
import org.palpebra.eyes.EyePatches;
import org.palpebra.fitting.CropFitter;
import org.palpebra.geometry.PerspectiveCamera;
import org.palpebra.geometry.Similarity;
import org.palpebra.model.Coefficients;
import org.palpebra.model.LandmarkScheme;
import org.palpebra.model.Landmarks;
import org.palpebra.model.MorphableModel;
import org.palpebra.onnx.opencv.ImageReader;
import org.palpebra.spi.EyeStateClassifier;
import org.palpebra.training.data.EyeStateFace;
import org.palpebra.training.data.LandmarkFace;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Photos with landmarks or eye states as training faces. Landmarks go through ELAM where an
 * eye-state classifier contradicts them; pose, identity and expression are fitted to them as weak
 * supervision. Photos are also taken mirrored, unless told otherwise.
 */
final class PhotoFaces {
  private static final Logger LOG = LoggerFactory.getLogger(PhotoFaces.class);

  /** Fits worse than this share of the crop's side are of landmarks that belong to no face. */
  private static final double MAX_FIT_ERROR = 3.0 / 56;

  private static final float SURELY = 0.9f;
  private static final float CLOSED_AT_MOST = 0.12f;
  private static final float OPEN_AT_LEAST = 0.6f;
  private static final float OPEN_LABEL_AT_LEAST = 0.75f;
  private static final float ANY_OPENNESS = 9;

  /** Weights of a fit as supervision: shape, pose, appearance, prior. */
  private static final float[] FIT_SUPERVISION = {0.1f, 0.3f, 0, 1};

  private final MorphableModel model;
  private final int lighting;
  private final @Nullable EyeStateClassifier classifier;
  private final double offset;
  private final boolean bounds;
  private final boolean flip;
  private final double maxFitError;
  private final PerspectiveCamera camera;
  private final CropFitter fitter;
  private final float[] meanLandmarks;
  private final @Nullable PhotoSkin skin;

  /**
   * @param offset how far to the right of what they mean annotated landmarks lie, in photo pixels;
   *     those of mirror images are given the same offset
   * @param bounds whether the classifier also bounds the openness of eyes, where it is sure
   * @param flip whether there are mirror images
   * @param skin finds skin; null where nobody asks for it
   */
  PhotoFaces(
      MorphableModel model,
      int lighting,
      PerspectiveCamera camera,
      @Nullable EyeStateClassifier classifier,
      double offset,
      boolean bounds,
      boolean flip,
      @Nullable PhotoSkin skin) {
    this.model = model;
    this.lighting = lighting;
    this.classifier = classifier;
    this.offset = offset;
    this.bounds = bounds;
    this.flip = flip;
    this.maxFitError = MAX_FIT_ERROR * camera.size();
    this.camera = camera;
    this.fitter = new CropFitter(model, lighting, camera);
    this.meanLandmarks = Landmarks.project(model, model.meanShape(), camera);
    this.skin = skin;
  }

  /** Faces with landmarks. */
  FaceSource landmarkFaces(List<LandmarkFace> faces) {
    List<TrainingFace> fitted = load(faces, this::fromLandmarks);
    LOG.info("{} photos gave {} training faces", faces.size(), fitted.size());
    return source(fitted);
  }

  /** Faces with the state of their eyes. */
  FaceSource eyeStateFaces(List<EyeStateFace> faces) {
    return source(load(faces, this::fromEyes));
  }

  private static <T> List<TrainingFace> load(
      List<T> faces, Function<T, Stream<TrainingFace>> make) {
    return faces.parallelStream().flatMap(make).filter(Objects::nonNull).toList();
  }

  private static FaceSource source(List<TrainingFace> faces) {
    List<TrainingFace> list = new ArrayList<>(faces);
    return new FaceSource() {
      @Override
      public int size() {
        return list.size();
      }

      @Override
      public TrainingFace get(int index) {
        return list.get(index);
      }
    };
  }

  private Stream<TrainingFace> fromLandmarks(LandmarkFace face) {
    Photo photo = read(face.file());
    if (!flip) {
      return Stream.ofNullable(fromLandmarks(photo, face.landmarks()));
    }
    float[] mirrored =
        LandmarkScheme.mirrored(face.landmarks(), photo.image().width() + 2 * offset);
    return Stream.of(
            fromLandmarks(photo, face.landmarks()), fromLandmarks(photo.mirrored(), mirrored))
        .flatMap(Stream::ofNullable);
  }

  /** A picture, and its skin where somebody has drawn it. */
  private record Photo(FaceImage image, @Nullable FaceImage skin) {
    Photo mirrored() {
      return new Photo(mirror(image), skin == null ? null : mirror(skin));
    }
  }

  private Photo read(Path file) {
    FaceImage image = new ImageReader().read(file);
    return new Photo(image, skin == null ? null : PhotoSkin.beside(file, image));
  }

  private @Nullable SkinMask skin(Photo photo, Coefficients fitted, Similarity cropToPhoto) {
    if (skin == null) {
      return null;
    }
    FaceImage drawn = photo.skin();
    return drawn == null
        ? skin.of(photo.image(), fitted, cropToPhoto)
        : skin.of(drawn, cropToPhoto);
  }

  private @Nullable TrainingFace fromLandmarks(Photo photo, float[] annotated) {
    float[] openness = TrainingFace.anyOpenness();
    float[] landmarks = annotated;
    EyeStateClassifier eyes = classifier;
    if (eyes != null) {
      float[] patches = EyePatches.cut(photo.image(), annotated, eyes.inputSize(), null);
      float[] closed = eyes.closedProbability(patches, 2);
      landmarks = EyeLandmarkAdjustment.adjustContradicting(annotated, closed[0], closed[1], null);
      if (bounds) {
        bound(openness, 1, closed[0]);
        bound(openness, 0, closed[1]);
      }
    }
    CropFitter.Fit fit = fitter.fit(landmarks);
    if (fit.error() > maxFitError) {
      return null;
    }
    float[] pairs = new float[TrainingFace.PAIRS];
    Arrays.fill(pairs, 1);
    TrainingFace face =
        new TrainingFace(
            photo.image(),
            fit.cropToPhoto(),
            fit.coefficients().values(),
            landmarks,
            LandmarkWeights.of(1),
            pairs,
            FIT_SUPERVISION,
            openness,
            new float[4],
            0,
            skin(photo, fit.coefficients(), fit.cropToPhoto()));
    return Cutout.of(face, camera);
  }

  /**
   * @param eye 0 left, 1 right
   */
  private static void bound(float[] openness, int eye, float closed) {
    if (closed > SURELY) {
      openness[2 + eye] = CLOSED_AT_MOST;
    } else if (closed < 1 - SURELY) {
      openness[eye] = OPEN_AT_LEAST;
    }
  }

  private Stream<TrainingFace> fromEyes(EyeStateFace face) {
    Photo photo = read(face.file());
    float w = photo.image().width();
    float[] right = face.rightEye();
    float[] left = face.leftEye();
    if (!flip) {
      return Stream.of(fromEyes(photo, right, left, face.closed()));
    }
    float[] mirroredRight = {w - left[0], left[1]};
    float[] mirroredLeft = {w - right[0], right[1]};
    return Stream.of(
        fromEyes(photo, right, left, face.closed()),
        fromEyes(photo.mirrored(), mirroredRight, mirroredLeft, face.closed()));
  }

  private TrainingFace fromEyes(Photo photo, float[] right, float[] left, boolean closed) {
    float low = closed ? -1 : OPEN_LABEL_AT_LEAST;
    float high = closed ? CLOSED_AT_MOST / 2 : ANY_OPENNESS;
    Similarity cropToPhoto = eyesToPhoto(right, left);
    float[] nothing = new float[model.layout(lighting).size()];
    return new TrainingFace(
        photo.image(),
        cropToPhoto,
        nothing,
        new float[2 * LandmarkScheme.COUNT],
        new float[LandmarkScheme.COUNT],
        new float[TrainingFace.PAIRS],
        new float[] {0, 0, 0, 1},
        new float[] {low, low, high, high},
        new float[] {right[0], right[1], left[0], left[1]},
        0.5f,
        skin(photo, new Coefficients(model.layout(lighting), nothing), cropToPhoto));
  }

  /** The canonical crop of a frontal mean face whose eyes are there. */
  private Similarity eyesToPhoto(float[] right, float[] left) {
    float[] r = centre(36);
    float[] l = centre(42);
    double dx = l[0] - r[0];
    double dy = l[1] - r[1];
    double px = left[0] - right[0];
    double py = left[1] - right[1];
    double square = dx * dx + dy * dy;
    double a = (dx * px + dy * py) / square;
    double b = (dx * py - dy * px) / square;
    return new Similarity(a, b, right[0] - (a * r[0] - b * r[1]), right[1] - (b * r[0] + a * r[1]));
  }

  private float[] centre(int first) {
    float[] c = new float[2];
    for (int i = first; i < first + 6; i++) {
      c[0] += meanLandmarks[2 * i] / 6;
      c[1] += meanLandmarks[2 * i + 1] / 6;
    }
    return c;
  }

  private static FaceImage mirror(FaceImage photo) {
    int w = photo.width();
    byte[] from = photo.rgb();
    byte[] to = new byte[from.length];
    for (int y = 0; y < photo.height(); y++) {
      for (int x = 0; x < w; x++) {
        System.arraycopy(from, 3 * (y * w + x), to, 3 * (y * w + w - 1 - x), 3);
      }
    }
    return new FaceImage(w, photo.height(), to);
  }
}
