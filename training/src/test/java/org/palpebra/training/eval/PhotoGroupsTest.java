package org.palpebra.training.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.palpebra.EyeState;
import org.palpebra.EyeStates;
import org.palpebra.PalpebraException;
import org.palpebra.testing.SharedData;
import org.palpebra.training.data.EyeStateFace;
import org.palpebra.training.report.GroupScores;

class PhotoGroupsTest {
  private static final Path CONFIG =
      Path.of(System.getProperty("palpebra.root", ".."), "training/configs/cew-faces-groups.json");

  private static FaceOutcome outcome(String file, boolean closed, float... probabilities) {
    EyeStateFace photo =
        new EyeStateFace(Path.of("set", file), closed, "val", new float[2], new float[2]);
    if (probabilities.length == 0) {
      return new FaceOutcome(photo, null, null);
    }
    EyeStates eyes = new EyeStates(eye(probabilities[0]), eye(probabilities[1]));
    return new FaceOutcome(photo, eyes, eyes);
  }

  private static EyeState eye(float closed) {
    return new EyeState(closed, 1 - closed);
  }

  @Test
  void groupsAreCountedOneByOne() {
    List<FaceOutcome> outcomes =
        List.of(
            outcome("closed/1.jpg", true, 0.9f, 0.6f),
            outcome("closed/2.jpg", true),
            outcome("open/1.jpg", false, 0.1f, 0.2f));
    Map<String, List<String>> names = new LinkedHashMap<>();
    names.put("hats", List.of("open/1.jpg", "closed/1.jpg"));
    names.put("beards", List.of("closed/2.jpg"));
    Map<String, List<FaceOutcome>> groups = new PhotoGroups(names).of(outcomes);
    assertEquals(List.of("hats", "beards"), List.copyOf(groups.keySet()));
    // the second eye of closed/1.jpg is decided closed, but its lids stay between
    assertEquals(new GroupScores("hats", 2, 0, 1, 4), GroupScores.of("hats", groups.get("hats")));
    assertEquals(new GroupScores("b", 1, 1, 0, 0), GroupScores.of("b", groups.get("beards")));
  }

  @Test
  void anUnknownPhotoIsNamed() {
    PhotoGroups groups = new PhotoGroups(Map.of("hats", List.of("open/9.jpg")));
    String message = assertThrows(PalpebraException.class, () -> groups.of(List.of())).getMessage();
    assertTrue(message.contains("hats") && message.contains("open/9.jpg"), message);
  }

  @Test
  void theShippedGroupsAreOfTheDataSet() {
    Path faces = SharedData.require("data/cew-faces");
    PhotoGroups.read(CONFIG)
        .groups()
        .forEach(
            (name, files) ->
                files.forEach(
                    file -> assertTrue(Files.exists(faces.resolve(file)), name + ": " + file)));
  }
}
