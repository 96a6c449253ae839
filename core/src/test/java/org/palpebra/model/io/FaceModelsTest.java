package org.palpebra.model.io;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palpebra.PalpebraException;

class FaceModelsTest {
  @Test
  void picksTheReader(@TempDir Path folder) throws IOException {
    assertInstanceOf(
        SafetensorsReader.class,
        FaceModels.reader(Files.createFile(folder.resolve("a.SafeTensors"))));
    assertInstanceOf(
        Deep3dMatReader.class, FaceModels.reader(Files.createFile(folder.resolve("b.mat"))));
    Path kit = Files.createDirectory(folder.resolve("FaceXModel.mat"));
    Files.createFile(kit.resolve("generic_neutral_mesh.obj"));
    assertInstanceOf(IctFaceKitReader.class, FaceModels.reader(kit));
    Path shapes = Files.createDirectory(folder.resolve("shapes"));
    Files.createFile(shapes.resolve("landmarks.json"));
    assertInstanceOf(ObjFolderReader.class, FaceModels.reader(shapes));
  }

  @Test
  void saysWhatItLookedFor(@TempDir Path folder) {
    String message =
        assertThrows(PalpebraException.class, () -> FaceModels.read(folder)).getMessage();
    assertTrue(message.startsWith(folder.toString()), message);
    for (String part :
        new String[] {".safetensors", ".mat", "generic_neutral_mesh.obj", "landmarks.json"}) {
      assertTrue(message.contains(part), message);
    }
    Path nothing = folder.resolve("nothing.mat");
    message = assertThrows(PalpebraException.class, () -> FaceModels.read(nothing)).getMessage();
    assertTrue(message.contains("no such face model"), message);
  }
}
