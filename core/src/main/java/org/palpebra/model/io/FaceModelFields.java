package org.palpebra.model.io;

/**
 * The field names of Palpebra's face-model format, as {@code docs/face-model-format.md} has them.
 */
final class FaceModelFields {
  // metadata
  static final String FORMAT = "format";
  static final String FORMAT_NAME = "palpebra-face-model";
  static final String VERSION = "version";
  static final String VERSION_NUMBER = "1";
  static final String UNITS = "units";
  static final String MILLIMETRES = "mm";
  static final String NAME = "name";
  static final String LICENCE = "licence";
  static final String ABOUT = "about.";

  // tensors
  static final String MEAN_SHAPE = "mean_shape";
  static final String MEAN_ALBEDO = "mean_albedo";
  static final String TRIANGLES = "triangles";
  static final String UV = "uv";
  static final String REGIONS = "regions";
  static final String LANDMARKS = "landmarks";
  static final String CONTOUR_VERTICES = "contours.vertices";
  static final String CONTOUR_STARTS = "contours.starts";

  // prefixes and what follows them
  static final String IDENTITY = "identity";
  static final String EXPRESSION = "expression";
  static final String ALBEDO = "albedo";
  static final String BASIS = ".basis";
  static final String DEVIATIONS = ".deviations";
  static final String NAMES = ".names";
  static final String LEFT_LID = "left_lid";
  static final String RIGHT_LID = "right_lid";
  static final String UPPER = ".upper";
  static final String LOWER = ".lower";
  static final String EYEBALL = ".eyeball";
  static final String BLINK = ".blink";

  private FaceModelFields() {}
}
