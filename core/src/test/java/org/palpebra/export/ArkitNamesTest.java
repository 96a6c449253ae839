package org.palpebra.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class ArkitNamesTest {
  @Test
  void thereAre52DifferentNames() {
    assertEquals(52, ArkitNames.ALL.size());
    assertEquals(52, new HashSet<>(ArkitNames.ALL).size());
    assertTrue(ArkitNames.contains("eyeBlinkLeft"));
    assertFalse(ArkitNames.contains("EyeBlinkLeft"));
  }

  @Test
  void everyLeftNameHasItsRight() {
    List<String> sided = ArkitNames.ALL.stream().filter(n -> n.endsWith("Left")).toList();
    assertEquals(20, sided.size());
    for (String name : sided) {
      assertTrue(ArkitNames.contains(name.substring(0, name.length() - 4) + "Right"), name);
    }
  }

  @Test
  void eightOfThemAreEight() {
    assertEquals(8, new HashSet<>(ArkitNames.EIGHT).size());
    assertTrue(ArkitNames.ALL.containsAll(ArkitNames.EIGHT));
  }
}
