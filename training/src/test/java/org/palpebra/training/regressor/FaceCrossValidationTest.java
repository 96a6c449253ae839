package org.palpebra.training.regressor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palpebra.PalpebraException;
import org.palpebra.training.train.EyeTrainingConfig;

class FaceCrossValidationTest {
  private static final Path ROOT = Path.of(System.getProperty("palpebra.root", ".."));

  @TempDir Path folder;

  @Test
  void theShippedOnesDifferInElamAlone() {
    Path configs = ROOT.resolve("training/configs");
    FaceCrossValidation elam = FaceCrossValidation.read(configs.resolve("cross-validation.json"));
    FaceCrossValidation plain =
        FaceCrossValidation.read(configs.resolve("cross-validation-plain.json"));
    assertNull(elam.elam());
    assertEquals(false, plain.elam());
    assertNotEquals(elam.folder(), plain.folder());
    assertEquals(
        elam,
        new FaceCrossValidation(
            plain.data(),
            plain.folds(),
            elam.folder(),
            plain.eyes(),
            plain.regressor(),
            plain.bundle(),
            null));
    assertNotNull(EyeTrainingConfig.read(ROOT.resolve(elam.eyes())));
    assertNotNull(RegressorConfig.read(ROOT.resolve(elam.regressor())).eyeState());
  }

  @Test
  void mistakesAreNamed() throws IOException {
    Path file = folder.resolve("wrong.json");
    Files.writeString(
        file,
        """
        {"data": "d", "folds": 1, "folder": "f", "eyes": "e", "regressor": "r", "bundle": "b"}
        """);
    String message =
        assertThrows(PalpebraException.class, () -> FaceCrossValidation.read(file)).getMessage();
    assertTrue(message.contains("wrong.json"), message);
    assertTrue(message.contains("folds must be at least 2, not 1"), message);
  }
}
