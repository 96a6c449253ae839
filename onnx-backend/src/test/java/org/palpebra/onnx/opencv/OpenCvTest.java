package org.palpebra.onnx.opencv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class OpenCvTest {
  /** The process's own memory map names every library that was loaded into it. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void needsNoWindowToolkit() throws IOException {
    OpenCv.load();
    List<String> maps = Files.readAllLines(Path.of("/proc/self/maps"));
    assertTrue(maps.stream().anyMatch(line -> line.contains("libopencv_java")));
    List<String> windows =
        maps.stream().filter(line -> line.matches(".*(highgui|libgtk|libgdk).*")).toList();
    assertEquals(List.of(), windows);
  }
}
