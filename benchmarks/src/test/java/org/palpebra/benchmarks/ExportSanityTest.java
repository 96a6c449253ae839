package org.palpebra.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.palpebra.FaceImage;

class ExportSanityTest {
  @Test
  void texturesAndWrites() throws IOException {
    ExportBenchmark benchmark = new ExportBenchmark();
    benchmark.prepare();
    try {
      FaceImage texture = benchmark.bakeTexture();
      assertEquals(1024, texture.width());
      assertTrue(Files.size(benchmark.writeGlb()) > 1_000_000);
      assertTrue(Files.size(benchmark.file()) < 5_000_000, "a GLB stays below 5 MB");
    } finally {
      benchmark.clean();
    }
  }
}
