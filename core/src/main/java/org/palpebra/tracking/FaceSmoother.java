package org.palpebra.tracking;

import org.palpebra.EyeState;
import org.palpebra.EyeStates;
import org.palpebra.FaceReconstruction;
import org.palpebra.eyes.LidRefinement;
import org.palpebra.geometry.Box;
import org.palpebra.geometry.PerspectiveCamera;
import org.palpebra.geometry.Similarity;
import org.palpebra.model.CoefficientLayout;
import org.palpebra.model.Coefficients;
import org.palpebra.model.LandmarkAssembly;
import org.palpebra.model.MorphableModel;

/**
 * Makes one person of the reconstructions of a row of frames. The lids are filtered as openness and
 * put there last, so that neither the person's mean identity nor the slower filters of the rest
 * change how far they close.
 */
final class FaceSmoother {
  /** Root mean square difference of identities, in units of the basis, of two persons. */
  private static final double OTHER_PERSON = 0.7;

  /** Seconds after which a person is known well enough to be told from others. */
  private static final double KNOWN_AFTER = 0.5;

  private final MorphableModel model;
  private final CoefficientLayout layout;
  private final LidRefinement lids;
  private final RunningMean identity;
  private final RunningMean albedo;
  private final PlacementFilter place;
  private final Filters expression;
  private final Filters light;
  private final Filters openness;
  private final LandmarkAssembly assembly;

  FaceSmoother(
      MorphableModel model, LidRefinement lids, CoefficientLayout layout, Smoothing smoothing) {
    this.model = model;
    this.layout = layout;
    this.lids = lids;
    identity = new RunningMean(layout.identity(), smoothing.identitySeconds());
    albedo = new RunningMean(layout.albedo(), smoothing.identitySeconds());
    place = new PlacementFilter(smoothing);
    expression =
        new Filters(
            layout.expression(),
            k ->
                model.expression().names().get(k).startsWith("eye")
                    ? smoothing.eyes()
                    : smoothing.expression());
    light = new Filters(layout.lighting(), k -> smoothing.light());
    openness = new Filters(2, k -> smoothing.eyes());
    assembly = new LandmarkAssembly(model);
  }

  /** Whether a face is very unlike the person so far; never in the first half second. */
  boolean unlike(FaceReconstruction face) {
    return identity.known() >= KNOWN_AFTER
        && identity.distance(face.coefficients().values(), layout.identityOffset()) > OTHER_PERSON;
  }

  /** Forgets motion, not the person. */
  void interrupt() {
    place.reset();
    expression.reset();
    light.reset();
    openness.reset();
  }

  /** A smoothed face and where it is. */
  record Smoothed(FaceReconstruction face, HeadPlacement placement) {}

  /**
   * @param step seconds that the frame stands for
   */
  Smoothed smooth(FaceReconstruction measured, double seconds, double step) {
    float[] values = measured.coefficients().values().clone();
    if (!unlike(measured)) {
      identity.add(values, layout.identityOffset(), step);
      albedo.add(values, layout.albedoOffset(), step);
    }
    identity.copyTo(values, layout.identityOffset());
    albedo.copyTo(values, layout.albedoOffset());
    expression.apply(values, layout.expressionOffset(), seconds);
    light.apply(values, layout.lightingOffset(), seconds);
    HeadPlacement head = place.filter(HeadPlacement.of(measured), seconds);
    put(head, values);
    float[] wanted = {measured.eyes().right().openness(), measured.eyes().left().openness()};
    openness.apply(wanted, 0, seconds);
    Coefficients unrefined = new Coefficients(layout, values);
    Coefficients refined = lids.refine(unrefined, Math.max(0, wanted[0]), Math.max(0, wanted[1]));
    return new Smoothed(face(measured, refined, head), head);
  }

  private void put(HeadPlacement head, float[] values) {
    values[layout.rotationOffset()] = (float) head.rx();
    values[layout.rotationOffset() + 1] = (float) head.ry();
    values[layout.rotationOffset() + 2] = 0;
    for (int k = 0; k < 3; k++) {
      values[layout.translationOffset() + k] = 0;
    }
  }

  private FaceReconstruction face(
      FaceReconstruction measured, Coefficients coefficients, HeadPlacement head) {
    PerspectiveCamera camera = measured.camera();
    Similarity cropToPhoto = head.cropToPhoto(camera);
    float[] landmarks = cropToPhoto.apply(assembly.project(coefficients, camera));
    float[] open = lids.openness(coefficients);
    return new FaceReconstruction(
        Box.around(landmarks),
        landmarks,
        new EyeStates(
            new EyeState(measured.eyes().left().closed(), open[1]),
            new EyeState(measured.eyes().right().closed(), open[0])),
        measured.regressedEyes(),
        coefficients,
        model,
        camera,
        cropToPhoto,
        measured.elam(),
        measured.detection(),
        measured.models());
  }
}
