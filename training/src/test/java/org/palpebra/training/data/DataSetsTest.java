package org.palpebra.training.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palpebra.PalpebraException;

class DataSetsTest {
  @TempDir Path folder;

  private void index(String... lines) throws IOException {
    Files.write(folder.resolve("index.csv"), List.of(lines));
  }

  @Test
  void readsEyePatches() throws IOException {
    index(
        "file,state,side,photo,split", "closed/a.jpg,closed,L,a,train", "b.jpg,open,R,b,odd name");
    List<EyePatch> patches = DataSets.eyePatches(folder);
    assertEquals(2, patches.size());
    assertTrue(patches.get(0).closed());
    assertTrue(patches.get(0).left());
    assertEquals(folder.resolve("closed/a.jpg"), patches.get(0).file());
    assertFalse(patches.get(1).closed());
    assertEquals(1, Split.select(patches, "odd name").size());
    assertEquals(2, Split.select(patches, Split.ALL).size());
  }

  @Test
  void namesTheSplitsThereAre() throws IOException {
    index("file,state,side,photo,split", "a.jpg,closed,L,a,train", "b.jpg,open,R,b,val");
    PalpebraException e =
        assertThrows(
            PalpebraException.class, () -> Split.select(DataSets.eyePatches(folder), "test"));
    assertTrue(e.getMessage().contains("[train, val]"), e.getMessage());
  }

  @Test
  void readsFacesInAnyColumnOrder() throws IOException {
    index(
        "split,right_patch_y,right_patch_x,left_patch_y,left_patch_x,state,file,extra",
        "train,4,3,2,1,open,a.jpg,");
    EyeStateFace face = DataSets.eyeStateFaces(folder).get(0);
    assertArrayEquals(new float[] {1, 2}, face.leftEye());
    assertArrayEquals(new float[] {3, 4}, face.rightEye());
  }

  @Test
  void namesLineAndColumn() throws IOException {
    index("file,state,side,photo,split", "a.jpg,closed,L,a,train", "", "b.jpg,ajar,R,b,val");
    PalpebraException e = assertThrows(PalpebraException.class, () -> DataSets.eyePatches(folder));
    assertTrue(e.getMessage().contains("index.csv, line 4, column state"), e.getMessage());
  }

  @Test
  void refusesMissingColumnsShortLinesAndForeignPaths() throws IOException {
    index("file,state,side,photo", "a.jpg,closed,L,a");
    assertTrue(message().contains("no column split"));
    index("file,state,side,photo,split", "a.jpg,closed,L,a");
    assertTrue(message().contains("line 2: has 4 cells, the header has 5"));
    index("file,state,side,photo,split", "../a.jpg,closed,L,a,train");
    assertTrue(message().contains("leaves the folder"));
    Files.delete(folder.resolve("index.csv"));
    assertTrue(message().contains("no such file"));
  }

  private String message() {
    return assertThrows(PalpebraException.class, () -> DataSets.eyePatches(folder)).getMessage();
  }

  @Test
  void readsLandmarks() throws IOException {
    StringBuilder header = new StringBuilder("file,person,split,width,height");
    StringBuilder row = new StringBuilder("a.jpg,p,train,100,90");
    for (int i = 0; i < 68; i++) {
      header.append(",x").append(i).append(",y").append(i);
      row.append(',').append(i).append(".5,").append(-i);
    }
    index(header.toString(), row.toString());
    LandmarkFace face = DataSets.landmarkFaces(folder).get(0);
    assertEquals(100, face.width());
    assertEquals(67.5f, face.landmarks()[134]);
    assertEquals(-67f, face.landmarks()[135]);
    index(header.toString(), row.toString().replace(",3.5,", ",NaN,"));
    assertTrue(
        assertThrows(PalpebraException.class, () -> DataSets.landmarkFaces(folder))
            .getMessage()
            .contains("line 2, column x3"));
  }
}
