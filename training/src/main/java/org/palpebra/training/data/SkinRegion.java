package org.palpebra.training.data;

import java.util.Set;
import org.palpebra.model.Topology;

/** Which part of a face model is skin: its regions {@code skin}, {@code lips} and {@code lids}. */
public final class SkinRegion {
  private static final Set<String> REGIONS = Set.of("skin", "lips", "lids");

  private SkinRegion() {}

  /**
   * Which triangles lie in skin with all their corners; all of them where the model knows no
   * regions.
   *
   * @return one element per triangle
   */
  public static boolean[] triangles(Topology topology) {
    boolean[] skin = new boolean[topology.triangleCount()];
    for (int t = 0; t < skin.length; t++) {
      skin[t] = true;
      for (int corner = 0; corner < 3; corner++) {
        skin[t] &= isSkin(topology, topology.triangles()[3 * t + corner]);
      }
    }
    return skin;
  }

  private static boolean isSkin(Topology topology, int vertex) {
    return topology.regions().length == 0
        || REGIONS.contains(topology.regionNames().get(topology.regions()[vertex]));
  }
}
