package org.palpebra.training.loss;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.palpebra.training.graph.Graph;
import org.palpebra.training.graph.Tensor;

/**
 * The regressor's training loss over a batch of coefficients: landmarks, the local dynamic loss of
 * arXiv 2401.09677 in its scalar form (equation 5), distances to known coefficients measured on the
 * surface, lid openness, regularisers. Distances are robust (Charbonnier), not squared, so that
 * wrong annotations pull no harder than others.
 */
public final class RegressorLoss {
  private static final int[][] PAIRS = {
    {37, 41}, {38, 40}, {43, 47}, {44, 46}, {61, 67}, {62, 66}, {63, 65}
  };

  /** The first pairs are the lids'. */
  private static final int LIDS = 4;

  private static final int[][] REGIONS = {
    {36, 39}, {36, 39}, {42, 45}, {42, 45}, {60, 64}, {60, 64}, {60, 64}
  };

  private final FaceGraph face;
  private final LossWeights weights;

  public RegressorLoss(FaceGraph face, LossWeights weights) {
    this.face = face;
    this.weights = weights;
  }

  /**
   * Emits the loss.
   *
   * @param predicted coefficients [B, C]
   * @return terms by name, each a scalar before weighting; {@code loss} is their weighted sum
   */
  public Map<String, Tensor> terms(Tensor predicted, RegressorTargets targets) {
    Tensor neutral = face.neutral(predicted);
    Tensor expressionOffset = face.expressionOffset(predicted);
    Tensor shape = neutral.add(expressionOffset);
    Tensor landmarks = face.landmarks(face.project(face.posed(predicted, shape)));
    Map<String, Tensor> terms = new LinkedHashMap<>();
    Tensor eyes = eyeCentres(landmarks, targets);
    terms.put("landmarks", landmarkLoss(landmarks, targets).add(eyes));
    terms.put("local_dynamic", localDynamic(landmarks, targets));
    terms.put("openness", openness(face.openness(shape, neutral), targets));
    terms.put("shape", shapeLoss(neutral, expressionOffset, targets));
    terms.put(
        "expression", coefficientLoss(face::expression, predicted, targets, shapeOf(targets)));
    terms.put("rotation", coefficientLoss(face::rotation, predicted, targets, poseOf(targets)));
    terms.put("translation", translationLoss(predicted, targets));
    terms.put("albedo", albedoLoss(predicted, targets));
    terms.put("lighting", coefficientLoss(face::lighting, predicted, targets, lookOf(targets)));
    terms.put("prior", prior(predicted, targets));
    Map<String, Tensor> all = new LinkedHashMap<>();
    all.put("loss", weighted(terms));
    all.putAll(terms);
    return all;
  }

  private Tensor weighted(Map<String, Tensor> terms) {
    Map<String, Double> factors = weights.byName();
    List<Tensor> parts = new ArrayList<>();
    terms.forEach(
        (name, term) -> parts.add(term.mul(Objects.requireNonNull(factors.get(name))).reshape(1)));
    return Tensor.concat(0, parts).sum();
  }

  private interface Part {
    Tensor of(Tensor coefficients);
  }

  private static Tensor shapeOf(RegressorTargets t) {
    return column(t, RegressorTargets.Supervision.SHAPE);
  }

  private static Tensor poseOf(RegressorTargets t) {
    return column(t, RegressorTargets.Supervision.POSE);
  }

  private static Tensor lookOf(RegressorTargets t) {
    return column(t, RegressorTargets.Supervision.APPEARANCE);
  }

  /** [B, 1]. */
  private static Tensor column(RegressorTargets t, RegressorTargets.Supervision what) {
    return t.supervision().slice(1, what.column(), what.column() + 1);
  }

  private static Tensor landmarkLoss(Tensor landmarks, RegressorTargets targets) {
    Tensor distance = robust(landmarks.sub(targets.landmarks()).square().sum(2), 0.25);
    return distance.mul(targets.landmarkWeights()).mean();
  }

  /** Eyes of photos whose only annotation is where the eyes are. */
  private static Tensor eyeCentres(Tensor landmarks, RegressorTargets targets) {
    Tensor right = landmarks.slice(1, 36, 42).meanKeep(1);
    Tensor left = landmarks.slice(1, 42, 48).meanKeep(1);
    Tensor centres = Tensor.concat(1, List.of(right, left));
    Tensor distance = robust(centres.sub(targets.eyeCentres()).square().sum(2), 0.25);
    return distance.mul(targets.eyeWeights()).mean();
  }

  private Tensor localDynamic(Tensor landmarks, RegressorTargets targets) {
    Tensor width = distances(targets.landmarks(), REGIONS).add(1e-3);
    Tensor difference =
        distances(landmarks, PAIRS).sub(distances(targets.landmarks(), PAIRS)).div(width);
    return difference.abs().mul(chosen(targets.pairWeights())).mean();
  }

  /** The weights of pairs [B, K], 0 for those that the loss leaves out. */
  private Tensor chosen(Tensor pairWeights) {
    List<PairRegion> regions = weights.localDynamicPairs();
    if (regions == null) {
      return pairWeights;
    }
    double[] mask = new double[PAIRS.length];
    for (int k = 0; k < mask.length; k++) {
      mask[k] = regions.contains(k < LIDS ? PairRegion.EYES : PairRegion.MOUTH) ? 1 : 0;
    }
    return pairWeights.mul(pairWeights.graph().constant(mask, mask.length));
  }

  /** Distances [B, K] of pairs of landmarks [B, 68, 2]. */
  private static Tensor distances(Tensor landmarks, int[][] pairs) {
    int[] first = new int[pairs.length];
    int[] second = new int[pairs.length];
    for (int i = 0; i < pairs.length; i++) {
      first[i] = pairs[i][0];
      second[i] = pairs[i][1];
    }
    Tensor difference = landmarks.gather(1, first).sub(landmarks.gather(1, second));
    return difference.square().sum(2).add(1e-3).sqrt();
  }

  private static Tensor openness(Tensor openness, RegressorTargets targets) {
    Tensor below = targets.openness().slice(1, 0, 2).sub(openness).relu();
    Tensor above = openness.sub(targets.openness().slice(1, 2, 4)).relu();
    return below.add(above).mean();
  }

  private Tensor shapeLoss(Tensor neutral, Tensor expressionOffset, RegressorTargets targets) {
    Tensor coefficients = targets.coefficients();
    Tensor identity = neutral.sub(face.neutral(coefficients));
    Tensor expression = expressionOffset.sub(face.expressionOffset(coefficients));
    Tensor both =
        robust(identity.square().sum(2), 0.04).add(robust(expression.square().sum(2), 0.04));
    return both.meanKeep(1).mul(shapeOf(targets)).mean();
  }

  private static Tensor coefficientLoss(
      Part part, Tensor predicted, RegressorTargets targets, Tensor weight) {
    Tensor difference = part.of(predicted).sub(part.of(targets.coefficients()));
    return robust(difference.square(), 1e-4).meanKeep(1).mul(weight).mean();
  }

  private Tensor translationLoss(Tensor predicted, RegressorTargets targets) {
    Graph graph = predicted.graph();
    Tensor scale = graph.constant(new double[] {1, 1, 0.1}, 3);
    Tensor difference =
        face.translation(predicted).sub(face.translation(targets.coefficients())).mul(scale);
    return robust(difference.square(), 0.04).meanKeep(1).mul(poseOf(targets)).mean();
  }

  private Tensor albedoLoss(Tensor predicted, RegressorTargets targets) {
    Tensor difference = face.albedoOffset(predicted).sub(face.albedoOffset(targets.coefficients()));
    Tensor distance = robust(difference.square().sum(2), 1e-4).meanKeep(1);
    return distance.mul(lookOf(targets)).mean();
  }

  private Tensor prior(Tensor predicted, RegressorTargets targets) {
    Tensor identity = face.identity(predicted).square().meanKeep(1);
    Tensor albedo = face.albedo(predicted).square().meanKeep(1);
    Tensor expression = face.expression(predicted).abs().meanKeep(1);
    return identity
        .add(albedo)
        .add(expression)
        .mul(column(targets, RegressorTargets.Supervision.PRIOR))
        .mean();
  }

  /** {@code √(d² + e²) − e}: a distance that is smooth at zero. */
  private static Tensor robust(Tensor squared, double epsilonSquared) {
    return squared.add(epsilonSquared).sqrt().sub(Math.sqrt(epsilonSquared));
  }
}
