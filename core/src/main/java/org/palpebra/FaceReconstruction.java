package org.palpebra;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.palpebra.geometry.Box;
import org.palpebra.geometry.HeadPose;
import org.palpebra.geometry.PerspectiveCamera;
import org.palpebra.geometry.Similarity;
import org.palpebra.geometry.VertexNormals;
import org.palpebra.model.Coefficients;
import org.palpebra.model.MorphableModel;
import org.palpebra.shading.SphericalHarmonics;
import org.palpebra.spi.DetectedFace;
import org.palpebra.spi.ModelInfo;

/**
 * One face of a photo in 3D.
 *
 * <p>A model vertex gets to the photo by the {@linkplain #pose() pose} (millimetres), the {@link
 * #camera} (pixels of the square crop that the regressor saw) and {@link #cropToPhoto}; {@link
 * #posedVertices} and {@link #photoVertices} do that. Arrays are shared, not copied: do not write
 * to them. Safe for many threads.
 *
 * @param box around the landmarks, in photo pixels; parts of it may lie outside the photo
 * @param landmarks {@code float[136]}: the 68 iBUG landmarks of the final mesh, x,y interleaved, in
 *     photo pixels
 * @param eyes what the classifier saw, and how open the eyes of the final mesh are
 * @param regressedEyes the same with the openness that the regressor gave, before ELAM
 * @param coefficients of {@code model}, after lid refinement; pose and camera relate to the crop
 * @param model the face model, shared by all results of a reconstructor
 * @param camera of the square crop that the regressor saw
 * @param cropToPhoto from pixels of that crop to pixels of the photo
 * @param elam whether the lids were brought to the classifier's eye state
 * @param detection what the detector found
 * @param models detector, regressor, eye-state classifier and face model that made this, with
 *     device, provider and licence
 */
public record FaceReconstruction(
    Box box,
    float[] landmarks,
    EyeStates eyes,
    EyeStates regressedEyes,
    Coefficients coefficients,
    MorphableModel model,
    PerspectiveCamera camera,
    Similarity cropToPhoto,
    boolean elam,
    DetectedFace detection,
    List<ModelInfo> models) {
  public FaceReconstruction {
    models = List.copyOf(models);
  }

  /**
   * Where this comes from, for {@link org.palpebra.export.GlbWriter#withProvenance}: {@code madeBy}
   * names models, devices and providers, {@code licences} the licence of each model.
   */
  public Map<String, String> provenance() {
    return Map.of(
        "madeBy",
        models.stream()
            .map(m -> "%s on %s (%s)".formatted(m.name(), m.device(), m.provider()))
            .collect(Collectors.joining(", ")),
        "licences",
        models.stream().map(m -> m.name() + ": " + m.licence()).collect(Collectors.joining("; ")));
  }

  /** The head's rotation and translation in front of the crop's camera. */
  public HeadPose pose() {
    return HeadPose.of(coefficients);
  }

  /**
   * The mesh in the model's frame, before the pose.
   *
   * @param out {@code float[3·V]} to fill, or null for a new one
   * @return xyz interleaved, millimetres
   */
  public float[] vertices(float @Nullable [] out) {
    return model.shape(coefficients, out);
  }

  /**
   * The mesh in front of the crop's camera, which looks at the origin from +Z.
   *
   * @param out {@code float[3·V]} to fill, or null for a new one
   * @return xyz interleaved, millimetres
   */
  public float[] posedVertices(float @Nullable [] out) {
    float[] shape = vertices(out);
    return pose().apply(shape, shape);
  }

  /**
   * The mesh on the photo.
   *
   * @param out {@code float[3·V]} to fill, or null for a new one
   * @return x and y in photo pixels, distance from the camera in millimetres, interleaved; what
   *     {@link org.palpebra.raster.Rasterizer} takes
   */
  public float[] photoVertices(float @Nullable [] out) {
    float[] posed = posedVertices(out);
    return cropToPhoto.applyToScreen(camera.toScreen(posed, posed), posed);
  }

  /**
   * Unit normals of the posed mesh.
   *
   * @param out {@code float[3·V]} to fill, or null for a new one
   * @return xyz interleaved
   */
  public float[] normals(float @Nullable [] out) {
    return new VertexNormals(model.topology()).compute(posedVertices(null), out);
  }

  /**
   * The albedo under the light that the regressor found.
   *
   * @param out {@code float[3·V]} to fill, or null for a new one
   * @return RGB interleaved, sRGB-encoded, not clamped to [0, 1]
   */
  public float[] colors(float @Nullable [] out) {
    float[] albedo = model.albedo(coefficients, out);
    return SphericalHarmonics.shade(albedo, normals(null), coefficients.lighting(), albedo);
  }
}
