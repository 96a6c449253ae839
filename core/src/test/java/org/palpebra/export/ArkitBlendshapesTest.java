package org.palpebra.export;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class ArkitBlendshapesTest {
  @Test
  void weightsStandUnderTheirNamesInArkitsOrder() {
    ArkitBlendshapes shapes = new ArkitBlendshapes(EyedFace.MODEL);
    List<String> inOrder =
        ArkitNames.ALL.stream()
            .filter(name -> EyedFace.MODEL.expression().indexOf(name) >= 0)
            .toList();
    assertEquals(inOrder, shapes.names());
    float[] weights = shapes.weights(EyedFace.with("jawOpen", 0.3f));
    for (int i = 0; i < weights.length; i++) {
      assertEquals(
          shapes.names().get(i).equals("jawOpen") ? 0.3f : 0, weights[i], shapes.names().get(i));
    }
  }
}
