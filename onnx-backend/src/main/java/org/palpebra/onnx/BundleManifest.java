package org.palpebra.onnx;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.palpebra.model.CoefficientLayout;

/**
 * {@code bundle.json}. See {@code docs/bundles.md}.
 *
 * @param schema {@value #SCHEMA}
 * @param name short name, such as {@code embedded}
 * @param description one sentence
 * @param licence SPDX id or a sentence, of the whole
 * @param coefficients sizes of the groups of the regressor's output; must fit the face model
 * @param regressor how the regressor is fed and read
 * @param eyeState how the eye-state classifier is fed
 * @param files by role: {@link #FACE_MODEL}, {@link #REGRESSOR}, {@link #EYE_STATE} and, if wanted,
 *     {@link #DETECTOR} (a YuNet network)
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BundleManifest(
    @JsonProperty(required = true) int schema,
    @JsonProperty(required = true) String name,
    @Nullable String description,
    @JsonProperty(required = true) String licence,
    @JsonProperty(required = true) CoefficientSizes coefficients,
    @JsonProperty(required = true) RegressorSpec regressor,
    @JsonProperty(required = true) EyeStateSpec eyeState,
    @JsonProperty(required = true) Map<String, FileEntry> files) {
  public static final int SCHEMA = 1;
  public static final String FACE_MODEL = "faceModel";
  public static final String REGRESSOR = "regressor";
  public static final String EYE_STATE = "eyeState";
  public static final String DETECTOR = "detector";

  public BundleManifest {
    files = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(files));
  }

  BundleManifest withFiles(Map<String, FileEntry> other) {
    return new BundleManifest(
        schema, name, description, licence, coefficients, regressor, eyeState, other);
  }

  /** Sizes of the groups of coefficients; the rest of the layout follows from them. */
  public record CoefficientSizes(
      @JsonProperty(required = true) int identity,
      @JsonProperty(required = true) int expression,
      @JsonProperty(required = true) int albedo,
      @JsonProperty(required = true) int lighting) {
    public static CoefficientSizes of(CoefficientLayout layout) {
      return new CoefficientSizes(
          layout.identity(), layout.expression(), layout.albedo(), layout.lighting());
    }

    public CoefficientLayout layout() {
      return new CoefficientLayout(identity, expression, albedo, lighting);
    }
  }

  /**
   * One file of the bundle.
   *
   * @param path relative to {@code bundle.json}, with forward slashes
   * @param sha256 lower-case hex; absent only before {@link BundleWriter} has filled it in
   * @param bytes the size; absent only before {@link BundleWriter} has filled it in
   * @param licence SPDX id or a sentence
   * @param source where it comes from: a command, an address, a paper
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record FileEntry(
      @JsonProperty(required = true) String path,
      @Nullable String sha256,
      @Nullable Long bytes,
      @JsonProperty(required = true) String licence,
      @Nullable String source) {
    /** An entry whose hash and size are still to be filled in. */
    public static FileEntry of(String path, String licence, String source) {
      return new FileEntry(path, null, null, licence, source);
    }
  }
}
