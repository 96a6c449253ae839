package org.palpebra.export;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import org.palpebra.model.CoefficientLayout;
import org.palpebra.model.Coefficients;
import org.palpebra.model.LinearBasis;
import org.palpebra.model.MorphableModel;
import org.palpebra.shading.SphericalHarmonics;

/**
 * Many pictures of one face model for people to look at: the mean face from the front and from both
 * sides, the first identity and albedo columns at ±2 standard deviations, and every expression at
 * full weight, each with its name.
 */
public final class ContactSheet {
  private static final int COLUMNS = 8;
  private static final int IDENTITIES = 8;
  private static final int ALBEDOS = 4;
  private static final float DEVIATIONS = 2;
  private static final float[] YAWS = {0, 0.4f, 0.8f, 1.4f, -0.4f, -0.8f, -1.4f};

  private final MorphableModel model;
  private final CoefficientLayout layout;
  private final List<Tile> tiles = new ArrayList<>();

  private record Tile(String name, float[] values) {}

  private ContactSheet(MorphableModel model) {
    this.model = model;
    layout = model.layout(SphericalHarmonics.WHITE);
    for (float yaw : YAWS) {
      float[] c = coefficients();
      c[layout.rotationOffset() + 1] = yaw;
      tiles.add(new Tile("%.0f°".formatted(Math.toDegrees(yaw)), c));
    }
    blinks();
    columns(model.identity(), layout.identityOffset(), IDENTITIES);
    columns(model.albedo(), layout.albedoOffset(), ALBEDOS);
    for (int k = 0; k < layout.expression(); k++) {
      float[] c = coefficients();
      c[layout.expressionOffset() + k] = model.expression().standardDeviations()[k];
      tiles.add(new Tile(model.expression().names().get(k), c));
    }
  }

  /**
   * Draws the sheet.
   *
   * @param size side of each picture in pixels, 16 to 1024
   */
  public static BufferedImage draw(MorphableModel model, int size) {
    if (size < 16 || size > 1024) {
      throw new IllegalArgumentException("the size must be in 16..1024, got " + size);
    }
    return new ContactSheet(model).draw(size);
  }

  private BufferedImage draw(int size) {
    Portrait portrait = new Portrait(model);
    int rows = (tiles.size() + COLUMNS - 1) / COLUMNS;
    BufferedImage sheet =
        new BufferedImage(COLUMNS * size, rows * size, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = sheet.createGraphics();
    g.setColor(Color.WHITE);
    g.fillRect(0, 0, sheet.getWidth(), sheet.getHeight());
    g.setColor(Color.DARK_GRAY);
    for (int i = 0; i < tiles.size(); i++) {
      int x = i % COLUMNS * size;
      int y = i / COLUMNS * size;
      Coefficients c = new Coefficients(layout, tiles.get(i).values());
      g.drawImage(portrait.draw(c, size), x, y, null);
      g.drawString(tiles.get(i).name(), x + 4, y + 14);
    }
    g.dispose();
    return sheet;
  }

  private void blinks() {
    int left = model.leftLid().blinkExpression();
    int right = model.rightLid().blinkExpression();
    if (left >= 0 && right >= 0) {
      float[] c = coefficients();
      c[layout.expressionOffset() + left] = 1;
      c[layout.expressionOffset() + right] = 1;
      tiles.add(new Tile("both eyes closed", c));
    }
  }

  private void columns(LinearBasis basis, int offset, int count) {
    for (int k = 0; k < Math.min(count, basis.columns()); k++) {
      for (int sign = -1; sign <= 1; sign += 2) {
        float[] c = coefficients();
        c[offset + k] = sign * DEVIATIONS * basis.standardDeviations()[k];
        tiles.add(new Tile("%s %+.0fσ".formatted(basis.names().get(k), sign * DEVIATIONS), c));
      }
    }
  }

  /** The mean face in soft light from the front and a little from above. */
  private float[] coefficients() {
    float[] c = new float[layout.size()];
    c[layout.lightingOffset() + 1] = -0.16f;
    c[layout.lightingOffset() + 2] = 0.2f;
    return c;
  }
}
