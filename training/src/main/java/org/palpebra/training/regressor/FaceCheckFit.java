package org.palpebra.training.regressor;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.palpebra.FaceImage;
import org.palpebra.geometry.Box;
import org.palpebra.geometry.CanonicalCrop;
import org.palpebra.geometry.HeadPose;
import org.palpebra.geometry.ImageSampler;
import org.palpebra.geometry.PerspectiveCamera;
import org.palpebra.geometry.Similarity;
import org.palpebra.metrics.Consistency;
import org.palpebra.metrics.LandmarkError;
import org.palpebra.model.Coefficients;
import org.palpebra.model.Landmarks;
import org.palpebra.model.MorphableModel;
import org.palpebra.spi.CoefficientRegressor;
import org.palpebra.spi.FaceCheck;

/**
 * Measures how a regressor's answers tell faces from other things: crops are laid over a photo,
 * half of them at random, half near the face, settle as they do in the pipeline, and either end on
 * the face or elsewhere. Penalised logistic regression (Newton steps) on the logarithms of the
 * spreads gives the {@link FaceCheck}.
 */
final class FaceCheckFit {
  /** A settled crop is on the face or elsewhere if its landmark error is below or above that. */
  private static final double ON_FACE = 0.12;

  private static final double ELSEWHERE = 0.2;

  private static final int PASSES = 3;
  private static final int CROPS_PER_PHOTO = 4;
  private static final double LARGEST_CROP = 0.9;
  private static final double SMALLEST_CROP = 0.15;

  /** Deviation of crops near a face, in sides of its landmarks' box, and their size over it. */
  private static final double NEAR = 0.2;

  private static final double MARGIN = 1.3;
  private static final double PENALTY = 0.1;
  private static final int STEPS = 40;

  private final CoefficientRegressor regressor;
  private final MorphableModel model;
  private final Consistency consistency;
  private final Random random;
  private final List<double[]> features = new ArrayList<>();
  private final List<Boolean> onFace = new ArrayList<>();

  FaceCheckFit(CoefficientRegressor regressor, MorphableModel model, long seed) {
    this.regressor = regressor;
    this.model = model;
    this.consistency = new Consistency(regressor, model);
    this.random = new Random(seed);
  }

  /**
   * Adds crops of a photo.
   *
   * @param landmarks {@code float[136]} of its only face
   */
  void add(FaceImage photo, float[] landmarks) {
    for (int i = 0; i < CROPS_PER_PHOTO; i++) {
      Similarity crop = i % 2 == 0 ? anywhere(photo) : near(landmarks);
      float[] found = {};
      for (int pass = 0; pass < PASSES; pass++) {
        Coefficients c = regress(photo, crop);
        found = landmarks(c, crop);
        if (pass + 1 < PASSES) {
          crop = crop.after(CanonicalCrop.toCrop(regressor.camera(), HeadPose.of(c)));
        }
      }
      add(photo, crop, found, LandmarkError.overOuterEyes(found, landmarks));
    }
  }

  private void add(FaceImage photo, Similarity crop, float[] found, double error) {
    if (error < ON_FACE || error > ELSEWHERE) {
      Consistency.Spread spread = consistency.spreads(photo, List.of(crop), List.of(found)).get(0);
      features.add(new double[] {1, -Math.log(spread.moved()), -Math.log(spread.mirrored())});
      onFace.add(error < ON_FACE);
    }
  }

  private Similarity anywhere(FaceImage photo) {
    double share = SMALLEST_CROP * Math.pow(LARGEST_CROP / SMALLEST_CROP, random.nextDouble());
    return crop(
        photo.width() * random.nextDouble(),
        photo.height() * random.nextDouble(),
        share * Math.max(photo.width(), photo.height()));
  }

  private Similarity near(float[] landmarks) {
    Box box = Box.around(landmarks);
    double side = Math.max(box.width(), box.height());
    return crop(
        box.centerX() + NEAR * side * random.nextGaussian(),
        box.centerY() + NEAR * side * random.nextGaussian(),
        MARGIN * side * Math.exp(NEAR * random.nextGaussian()));
  }

  private Similarity crop(double x, double y, double side) {
    PerspectiveCamera camera = regressor.camera();
    double scale = side / camera.size();
    return new Similarity(scale, 0, x - scale * camera.centerX(), y - scale * camera.centerY());
  }

  private Coefficients regress(FaceImage photo, Similarity crop) {
    float[] input = ImageSampler.crop(photo, crop, regressor.camera().size(), null);
    return new Coefficients(regressor.layout(), regressor.regress(input, 1));
  }

  private float[] landmarks(Coefficients c, Similarity crop) {
    float[] posed = HeadPose.of(c).apply(model.shape(c, null), null);
    return crop.apply(Landmarks.project(model, posed, regressor.camera()));
  }

  /** Number of crops that count. */
  int size() {
    return features.size();
  }

  /**
   * The check, with both classes weighted alike.
   *
   * @throws IllegalStateException if all crops are of one kind
   */
  FaceCheck fit() {
    int faces = (int) onFace.stream().filter(f -> f).count();
    if (faces == 0 || faces == size()) {
      throw new IllegalStateException(faces + " of " + size() + " crops are on a face");
    }
    DMatrixRMaj w = new DMatrixRMaj(3, 1);
    for (int step = 0; step < STEPS; step++) {
      newton(w, 0.5 * size() / faces, 0.5 * size() / (size() - faces));
    }
    return new FaceCheck(w.get(0), Math.max(0, w.get(1)), Math.max(0, w.get(2)));
  }

  private void newton(DMatrixRMaj w, double faceWeight, double otherWeight) {
    DMatrixRMaj gradient = new DMatrixRMaj(3, 1);
    DMatrixRMaj hessian = CommonOps_DDRM.identity(3);
    CommonOps_DDRM.scale(PENALTY, hessian);
    for (int i = 0; i < 3; i++) {
      gradient.set(i, -PENALTY * w.get(i));
    }
    for (int n = 0; n < size(); n++) {
      double[] x = features.get(n);
      double p = 1 / (1 + Math.exp(-(w.get(0) * x[0] + w.get(1) * x[1] + w.get(2) * x[2])));
      double weight = onFace.get(n) ? faceWeight : otherWeight;
      for (int i = 0; i < 3; i++) {
        gradient.add(i, 0, weight * ((onFace.get(n) ? 1 : 0) - p) * x[i]);
        for (int j = 0; j < 3; j++) {
          hessian.add(i, j, weight * p * (1 - p) * x[i] * x[j]);
        }
      }
    }
    DMatrixRMaj step = new DMatrixRMaj(3, 1);
    if (CommonOps_DDRM.solve(hessian, gradient, step)) {
      CommonOps_DDRM.addEquals(w, step);
    }
  }

  /**
   * How often a check is wrong.
   *
   * @param missed fraction of crops on a face that are not believed
   * @param taken fraction of crops elsewhere that are
   */
  record Rates(int faces, double missed, int others, double taken) {}

  Rates rates(FaceCheck check, double needed) {
    int faces = 0;
    int missed = 0;
    int taken = 0;
    for (int n = 0; n < size(); n++) {
      double[] x = features.get(n);
      boolean believed = check.bias() + check.moved() * x[1] + check.mirrored() * x[2] >= needed;
      faces += onFace.get(n) ? 1 : 0;
      missed += onFace.get(n) && !believed ? 1 : 0;
      taken += !onFace.get(n) && believed ? 1 : 0;
    }
    int others = size() - faces;
    return new Rates(faces, missed / (double) faces, others, taken / (double) others);
  }
}
