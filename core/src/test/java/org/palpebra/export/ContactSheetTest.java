package org.palpebra.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.awt.image.BufferedImage;
import org.junit.jupiter.api.Test;
import org.palpebra.model.MorphableModel;
import org.palpebra.testing.TinyFace;

class ContactSheetTest {
  @Test
  void showsEveryExpression() {
    MorphableModel model = TinyFace.model();
    BufferedImage sheet = ContactSheet.draw(model, 32);
    int tiles =
        8
            + 2 * Math.min(8, model.identity().columns())
            + 2 * Math.min(4, model.albedo().columns())
            + model.expression().columns();
    assertEquals(8 * 32, sheet.getWidth());
    assertEquals((tiles + 7) / 8 * 32, sheet.getHeight());
    assertNotEquals(sheet.getRGB(16, 20), sheet.getRGB(1, 30), "a face on a ground");
    assertThrows(IllegalArgumentException.class, () -> ContactSheet.draw(model, 4));
  }
}
