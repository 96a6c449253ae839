package org.palpebra.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.palpebra.FaceImage;
import org.palpebra.FaceReconstruction;
import org.palpebra.FaceReconstructor;
import org.palpebra.export.FaceMesh;
import org.palpebra.export.GlbWriter;
import org.palpebra.export.PhotoTexture;
import org.palpebra.export.PhotoView;
import org.palpebra.onnx.FaceReconstructors;
import org.palpebra.onnx.opencv.ImageReader;

/**
 * A folder of photos on all processors: {@code BatchFolder PHOTOS OUT}. One reconstructor serves
 * all threads; a file that fails is one line and stops nothing.
 */
public final class BatchFolder {
  private final FaceReconstructor reconstructor;
  private final PhotoTexture painter;
  private final Path out;

  private BatchFolder(FaceReconstructor reconstructor, Path out) {
    this.reconstructor = reconstructor;
    painter = new PhotoTexture(reconstructor.model(), 1024);
    this.out = out;
  }

  public static void main(String[] args)
      throws IOException, InterruptedException, ExecutionException {
    List<Path> photos;
    try (Stream<Path> files = Files.list(Path.of(args[0]))) {
      photos = files.filter(Files::isRegularFile).sorted().toList();
    }
    int processors = Runtime.getRuntime().availableProcessors();
    ExecutorService pool = Executors.newFixedThreadPool(processors);
    // every call computes on one thread, since there are as many calls as processors
    try (FaceReconstructor reconstructor = FaceReconstructors.builder().threads(1).open()) {
      BatchFolder batch = new BatchFolder(reconstructor, Path.of(args[1]));
      List<Future<String>> lines =
          photos.stream().map(photo -> pool.submit(() -> batch.convert(photo))).toList();
      for (Future<String> line : lines) {
        System.out.println(line.get());
      }
    } finally {
      pool.shutdownNow();
    }
  }

  /** One line about one photo. */
  private String convert(Path file) {
    try {
      FaceImage photo = new ImageReader().read(file);
      List<FaceReconstruction> faces = reconstructor.reconstruct(photo);
      for (int i = 0; i < faces.size(); i++) {
        FaceReconstruction face = faces.get(i);
        FaceImage texture = painter.bake(face.coefficients(), PhotoView.of(photo, face));
        Path glb = out.resolve("%s-%d.glb".formatted(file.getFileName(), i + 1));
        new GlbWriter().write(glb, FaceMesh.of(face), texture);
      }
      return "%s: %d faces".formatted(file.getFileName(), faces.size());
    } catch (RuntimeException e) {
      return "%s: failed: %s".formatted(file.getFileName(), e.getMessage());
    }
  }
}
