package org.palpebra.training.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palpebra.PalpebraException;

class EyeFoldsTest {
  private static final int FACES = 11;
  private static final int FOLDS = 3;

  @TempDir Path folder;
  private Path data;

  /** Faces 0 to 10, every third closed; face i shows photo i, whose two patches are in a set. */
  @BeforeEach
  void write() throws IOException {
    data = folder.resolve("sets");
    List<String> faces = new ArrayList<>();
    List<String> eyes = new ArrayList<>();
    faces.add("file,state,split,left_patch_x,left_patch_y,right_patch_x,right_patch_y,eyes");
    eyes.add("file,state,side,photo,split");
    for (int i = 0; i < FACES; i++) {
      String state = i % 3 == 0 ? "closed" : "open";
      faces.add(state + "/" + i + ".jpg," + state + ",train,67,44,30,42,photo_" + i + "_f1");
      for (String side : List.of("L", "R")) {
        String split = i == 5 ? "val" : "train";
        eyes.add(
            "%s/photo_%d_f1_%s.jpg,%s,%s,photo_%d,%s"
                .formatted(state, i, side, state, side, i, split));
      }
    }
    eyes.add("open/other_L.jpg,open,L,other,val");
    write("cew-faces", faces);
    write("cew-eyes", eyes);
    Files.createDirectories(data.resolve("faces68"));
  }

  private void write(String set, List<String> lines) throws IOException {
    Files.createDirectories(data.resolve(set).resolve("open"));
    Files.createDirectories(data.resolve(set).resolve("closed"));
    Files.write(data.resolve(set).resolve("index.csv"), lines);
    Files.writeString(data.resolve(set).resolve("open").resolve("1.jpg"), set);
  }

  @Test
  void everyFaceIsKeptBackOnceAndItsPatchesWithIt() throws IOException {
    Map<String, Integer> kept = new TreeMap<>();
    for (int fold = 0; fold < FOLDS; fold++) {
      Path part = folder.resolve("part" + fold);
      new EyeFolds(data, FOLDS).write(fold, part);
      List<EyeStateFace> faces = DataSets.eyeStateFaces(part.resolve("cew-faces"));
      long closed = faces.stream().filter(f -> f.split().equals("val") && f.closed()).count();
      assertTrue(closed >= 1 && closed <= 2, fold + ": " + closed + " closed");
      List<EyePatch> patches = DataSets.eyePatches(part.resolve("cew-eyes"));
      for (int i = 0; i < FACES; i++) {
        boolean val = faces.get(i).split().equals("val");
        kept.merge(faces.get(i).file().getFileName().toString(), val ? 1 : 0, Integer::sum);
        String own = val ? "held" : i == 5 ? "val" : "train";
        assertEquals(own, patches.get(2 * i).split(), fold + ", photo " + i);
        assertEquals(own, patches.get(2 * i + 1).split(), fold + ", photo " + i);
      }
      assertEquals("val", patches.get(2 * FACES).split());
      assertEquals("cew-faces", Files.readString(part.resolve("cew-faces/open/1.jpg")));
      assertTrue(Files.isDirectory(part.resolve("faces68")));
    }
    assertEquals(FACES, kept.size());
    kept.forEach((file, times) -> assertEquals(1, times, file));
  }

  @Test
  void writingAgainChangesNothing() throws IOException {
    Path part = folder.resolve("part");
    EyeFolds folds = new EyeFolds(data, 2);
    folds.write(1, part);
    String first = Files.readString(part.resolve("cew-faces/index.csv"));
    folds.write(1, part);
    assertEquals(first, Files.readString(part.resolve("cew-faces/index.csv")));
    assertFalse(Files.isSymbolicLink(part.resolve("cew-faces/index.csv")));
  }

  @Test
  void badDataIsNamed() throws IOException {
    assertThrows(IllegalArgumentException.class, () -> new EyeFolds(data, 1));
    Files.write(data.resolve("cew-faces/index.csv"), List.of("file,state,split"));
    Exception thrown =
        assertThrows(
            PalpebraException.class, () -> new EyeFolds(data, 2).write(0, folder.resolve("part")));
    assertTrue(thrown.getMessage().contains("no column eyes"), thrown.getMessage());
  }
}
