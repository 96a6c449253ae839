package org.palpebra.model.io;

import java.util.List;

/**
 * Which vertices of an ICT-FaceKit mesh are what, as its README lists them. Each eyeball begins
 * with the vertices of its sclera.
 *
 * @param identities number of identity files
 * @param regions in the order of their vertices
 * @param scleraVertices of each eyeball
 */
record IctLayout(int identities, List<Region> regions, int scleraVertices) {
  static final String SKIN = "skin";
  static final String HEAD = "headAndNeck";
  static final String MOUTH = "mouthSocket";
  static final String LEFT_SOCKET = "leftEyeSocket";
  static final String RIGHT_SOCKET = "rightEyeSocket";
  static final String GUMS = "gumsAndTongue";
  static final String TEETH = "teeth";
  static final String LEFT_EYEBALL = "leftEyeball";
  static final String RIGHT_EYEBALL = "rightEyeball";
  static final String LEFT_LASHES = "leftEyelashes";
  static final String RIGHT_LASHES = "rightEyelashes";

  /** ICT Face Model Light. */
  static final IctLayout LIGHT =
      new IctLayout(
          100,
          List.of(
              new Region(SKIN, 0, 9409, true),
              new Region(HEAD, 9409, 11248, true),
              new Region(MOUTH, 11248, 13294, true),
              new Region(LEFT_SOCKET, 13294, 13678, true),
              new Region(RIGHT_SOCKET, 13678, 14062, true),
              new Region(GUMS, 14062, 17039, true),
              new Region(TEETH, 17039, 21451, true),
              new Region(LEFT_EYEBALL, 21451, 23021, true),
              new Region(RIGHT_EYEBALL, 23021, 24591, true),
              new Region("leftLacrimalFluid", 24591, 24795, false),
              new Region("rightLacrimalFluid", 24795, 24999, false),
              new Region("leftEyeBlend", 24999, 25023, false),
              new Region("rightEyeBlend", 25023, 25047, false),
              new Region("leftEyeOcclusion", 25047, 25199, false),
              new Region("rightEyeOcclusion", 25199, 25351, false),
              new Region(LEFT_LASHES, 25351, 26035, false),
              new Region(RIGHT_LASHES, 26035, 26719, false)),
          770);

  /**
   * A range of vertices.
   *
   * @param to exclusive
   * @param opaque false for the lashes' cards and the shells before the eyes, which only a shader
   *     with transparency can draw
   */
  record Region(String name, int from, int to, boolean opaque) {
    boolean contains(int vertex) {
      return vertex >= from && vertex < to;
    }
  }

  int vertexCount() {
    return regions.get(regions.size() - 1).to();
  }

  Region region(String name) {
    return regions.stream().filter(r -> r.name().equals(name)).findFirst().orElseThrow();
  }

  /** Index of the region of a vertex. */
  int regionOf(int vertex) {
    for (int r = 0; r < regions.size(); r++) {
      if (regions.get(r).contains(vertex)) {
        return r;
      }
    }
    throw new IllegalArgumentException("no region has vertex " + vertex);
  }

  List<String> regionNames() {
    return regions.stream().map(Region::name).toList();
  }

  /** Skin of face, head and neck. */
  boolean isOuterSkin(int vertex) {
    return region(SKIN).contains(vertex) || region(HEAD).contains(vertex);
  }
}
