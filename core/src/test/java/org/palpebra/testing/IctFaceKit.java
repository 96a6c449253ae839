package org.palpebra.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** ICT-FaceKit's folder, unpacked once into {@code target}. */
public final class IctFaceKit {
  private IctFaceKit() {}

  /** The folder {@code FaceXModel}; skips the running test where it cannot be had. */
  public static synchronized Path require() throws IOException, InterruptedException {
    Path archive = SharedData.require("models/ict-facekit/FaceXModel.tar.xz");
    Path folder = Path.of("target", "ict-facekit");
    if (!Files.isDirectory(folder)) {
      Path unfinished = Files.createDirectories(Path.of("target", "ict-facekit-unfinished"));
      Assumptions.assumeTrue(unpack(archive, unfinished), "tar cannot unpack " + archive);
      Files.move(unfinished, folder, StandardCopyOption.ATOMIC_MOVE);
    }
    return folder.resolve("FaceXModel");
  }

  private static boolean unpack(Path archive, Path folder)
      throws IOException, InterruptedException {
    try {
      Process tar =
          new ProcessBuilder("tar", "xJf", archive.toString(), "-C", folder.toString())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return tar.waitFor(120, TimeUnit.SECONDS) && tar.exitValue() == 0;
    } catch (IOException e) {
      return false;
    }
  }
}
