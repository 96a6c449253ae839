package org.palpebra.export;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.palpebra.FaceImage;
import org.palpebra.geometry.HeadPose;
import org.palpebra.geometry.PerspectiveCamera;
import org.palpebra.geometry.Similarity;
import org.palpebra.model.Coefficients;
import org.palpebra.model.MorphableModel;
import org.palpebra.model.Topology;
import org.palpebra.testing.TinyFace;

class PhotoTextureTest {
  private static final int SIZE = 256;
  private static final MorphableModel MODEL = EyedFace.MODEL;
  private static final PerspectiveCamera CAMERA = new PerspectiveCamera(112, 512, 56, 56, 1000);
  private static final Similarity CROP_TO_PHOTO = new Similarity(3, 0.4, 40, 20);
  private static final PhotoTexture TEXTURE = new PhotoTexture(MODEL, SIZE);

  @FunctionalInterface
  private interface Colour {
    double at(double x, double y, int channel);
  }

  private static PhotoView photo(Colour colour) {
    int side = 420;
    byte[] rgb = new byte[3 * side * side];
    for (int i = 0; i < rgb.length; i++) {
      int pixel = i / 3;
      rgb[i] =
          (byte)
              Math.round(
                  255 * colour.at(pixel % side + 0.5, Math.floorDiv(pixel, side) + 0.5, i % 3));
    }
    return new PhotoView(new FaceImage(side, side, rgb), CAMERA, CROP_TO_PHOTO);
  }

  private static Coefficients turned(float yaw) {
    float[] values = EyedFace.neutral().values().clone();
    values[MODEL.layout(9).rotationOffset() + 1] = yaw;
    return new Coefficients(MODEL.layout(9), values);
  }

  /** The texture's colour at a vertex in 0..255. */
  private static int texel(FaceImage texture, int vertex, int channel) {
    float[] uv = MODEL.topology().uv();
    int x = Math.min(SIZE - 1, (int) (SIZE * uv[2 * vertex]));
    int y = Math.min(SIZE - 1, (int) (SIZE * uv[2 * vertex + 1]));
    return texture.rgb()[3 * (y * SIZE + x) + channel] & 0xff;
  }

  private static int gridVertex(int column, int row) {
    return row * TinyFace.COLUMNS + column;
  }

  @Test
  void seenTexelsShowThePhotoWhereTheVertexProjects() {
    for (float yaw : new float[] {0, 0.3f}) {
      Coefficients c = turned(yaw);
      PhotoView across = photo((x, y, k) -> wave(x));
      float[] onPhoto = across.project(HeadPose.of(c).apply(MODEL.shape(c, null), null));
      FaceImage[] textures = {
        TEXTURE.bake(c, across), TEXTURE.bake(c, photo((x, y, k) -> wave(y)))
      };
      for (int column = 5; column <= 11; column++) {
        for (int row : new int[] {3, 4, 9, 11, 14, 16}) {
          int v = gridVertex(column, row);
          for (int axis = 0; axis < 2; axis++) {
            assertEquals(
                255 * wave(onPhoto[2 * v + axis]), texel(textures[axis], v, 0), 1.5, "at " + v);
          }
        }
      }
    }
  }

  /** Of small amplitude, so that nothing in it is unlike skin; about one grey level per pixel. */
  private static double wave(double position) {
    return 0.5 + 0.04 * Math.sin(position / 9.5);
  }

  @Test
  void unseenTexelsTakeThePhotosColours() {
    // most of the subject's left half is turned away
    FaceImage texture = TEXTURE.bake(turned(1.2f), photo((x, y, k) -> 0.2 + 0.3 * k));
    for (int row = 2; row < TinyFace.ROWS - 2; row++) {
      for (int column = 1; column < TinyFace.COLUMNS - 1; column++) {
        for (int k = 0; k < 3; k++) {
          assertEquals(
              255 * (0.2 + 0.3 * k), texel(texture, gridVertex(column, row), k), 26, "at " + row);
        }
      }
    }
  }

  @Test
  void thereIsNoSeamBetweenSeenAndUnseen() {
    FaceImage texture =
        TEXTURE.bake(turned(0.9f), photo((x, y, k) -> 0.3 + 0.5 * x / 420 + 0.1 * k));
    int bottom = (int) (0.69 * SIZE);
    for (int y = 2; y < bottom; y++) {
      for (int x = 2; x < SIZE - 2; x++) {
        int i = 3 * (y * SIZE + x);
        int step = Math.abs((texture.rgb()[i] & 0xff) - (texture.rgb()[i + 3] & 0xff));
        assertTrue(step <= 8, "a step of %d at %d, %d".formatted(step, x, y));
      }
    }
  }

  @Test
  void theBackgroundBesideATurnedHeadIsNotTaken() {
    // the photo's skin ends 10 pixels before the mesh's outline does
    Coefficients c = turned(0.7f);
    float[] points =
        photo((x, y, k) -> 0).project(HeadPose.of(c).apply(MODEL.shape(c, null), null));
    double outline = 0;
    double other = Double.POSITIVE_INFINITY;
    for (int i = 0; i < points.length; i += 2) {
      outline = Math.max(outline, points[i]);
      other = Math.min(other, points[i]);
    }
    double edge = outline - 0.1 * (outline - other);
    double[] skin = {0.7, 0.55, 0.45};
    double[] sky = {0.3, 0.5, 0.9};
    FaceImage texture = TEXTURE.bake(c, photo((x, y, k) -> x < edge ? skin[k] : sky[k]));
    int bluish = 0;
    for (int i = 0; i < 0.69 * SIZE * SIZE; i++) {
      bluish += (texture.rgb()[3 * i + 2] & 0xff) > (texture.rgb()[3 * i] & 0xff) ? 1 : 0;
    }
    assertEquals(0, bluish, "bluish texels");
  }

  @Test
  void theMirroredSideGivesTheDetailOfTheUnseen() {
    // horizontal stripes a few texels high
    Colour stripes = (x, y, k) -> 0.5 + 0.3 * Math.signum(Math.sin(y / 4));
    FaceImage texture = TEXTURE.bake(turned(1.1f), photo(stripes));
    int x = (int) (0.85 * SIZE);
    double mean = 0;
    double square = 0;
    int n = 0;
    for (int y = 40; y < 140; y++, n++) {
      int red = texture.rgb()[3 * (y * SIZE + x)] & 0xff;
      mean += red;
      square += red * red;
    }
    double deviation = Math.sqrt(square / n - mean / n * mean / n);
    assertTrue(deviation > 20, "the unseen side has detail, standard deviation " + deviation);
  }

  @Test
  void hiddenEyeballsKeepTheModelsColourInThePhotosBrightness() {
    // the mask lies in front of both eyeballs
    FaceImage texture = TEXTURE.bake(EyedFace.neutral(), photo((x, y, k) -> k == 0 ? 0.9 : 0.1));
    int pole = EyedFace.firstVertex(true) + 4 * (EyedFace.MERIDIANS + 1) + 3;
    int red = texel(texture, pole, 0);
    assertEquals(red, texel(texture, pole, 1), 2);
    assertEquals(red, texel(texture, pole, 2), 2);
  }

  @Test
  void theWhiteOfTheEyeDoesNotStickToTheLids() {
    int onLid = gridVertex(11, 6);
    int onCheek = gridVertex(11, 11);
    float[] points = photo((x, y, k) -> 0).project(MODEL.meanShape());
    PhotoView spots =
        photo((x, y, k) -> near(points, onLid, x, y) || near(points, onCheek, x, y) ? 0.9 : 0.4);
    FaceImage texture = TEXTURE.bake(EyedFace.neutral(), spots);
    assertEquals(0.4 * 255, texel(texture, onLid, 0), 26);
    assertEquals(0.9 * 255, texel(texture, onCheek, 0), 3);
  }

  private static boolean near(float[] points, int vertex, double x, double y) {
    return Math.hypot(x - points[2 * vertex], y - points[2 * vertex + 1]) < 8;
  }

  @Test
  void removingTheLightEvensItOut() {
    float[] values = EyedFace.neutral().values().clone();
    // light from the subject's right
    values[MODEL.layout(9).lightingOffset() + 3] = 0.08f;
    Coefficients c = new Coefficients(MODEL.layout(9), values);
    Similarity identity = new Similarity(3, 0, 40, 20);
    PhotoView view =
        new PhotoView(photo((x, y, k) -> 0.75 - 0.5 * x / 420).photo(), CAMERA, identity);
    FaceImage lit = TEXTURE.bake(c, view);
    FaceImage unlit = TEXTURE.bakeWithoutLight(c, view);
    int right = gridVertex(3, 10);
    int left = gridVertex(13, 10);
    int before = texel(lit, right, 0) - texel(lit, left, 0);
    int after = texel(unlit, right, 0) - texel(unlit, left, 0);
    assertTrue(before > 20 && Math.abs(after) < before / 2, before + " became " + after);
  }

  @Test
  void aFaceOutsideThePhotoGetsTheModelsAlbedo() {
    PhotoView elsewhere =
        new PhotoView(
            photo((x, y, k) -> 0.5).photo(), CAMERA, new Similarity(1, 0, 10_000, 10_000));
    FaceImage texture = TEXTURE.bake(EyedFace.neutral(), elsewhere);
    FaceImage albedo = TEXTURE.albedo(EyedFace.neutral());
    int v = gridVertex(8, 10);
    assertEquals(0.75 * 255, texel(albedo, v, 0), 1);
    assertTrue(texel(texture, v, 0) > texel(texture, v, 2), "still the skin's hue");
  }

  @Test
  void bakingIsDeterministic() {
    PhotoView view = photo((x, y, k) -> (x + y) / 840);
    assertArrayEquals(
        TEXTURE.bake(turned(0.5f), view).rgb(),
        new PhotoTexture(MODEL, SIZE).bake(turned(0.5f), view).rgb());
  }

  @Test
  void refusesAModelWithoutTextureCoordinatesAndTinyTextures() {
    MorphableModel m = TinyFace.model();
    Topology bare =
        new Topology(
            m.vertexCount(), m.topology().triangles(), new float[0], new byte[0], List.of());
    MorphableModel without =
        new MorphableModel(
            m.name(),
            bare,
            m.meanShape(),
            m.identity(),
            m.expression(),
            m.meanAlbedo(),
            m.albedo(),
            m.landmarks(),
            m.leftLid(),
            m.rightLid(),
            m.licence(),
            m.metadata());
    assertThrows(IllegalArgumentException.class, () -> new PhotoTexture(without, 256));
    assertThrows(IllegalArgumentException.class, () -> new PhotoTexture(m, 8));
  }
}
