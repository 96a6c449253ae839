package org.palpebra.benchmarks;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.palpebra.FaceImage;
import org.palpebra.FaceReconstruction;
import org.palpebra.FaceReconstructor;
import org.palpebra.export.FaceMesh;
import org.palpebra.export.GlbWriter;
import org.palpebra.export.PhotoTexture;
import org.palpebra.export.PhotoView;
import org.palpebra.onnx.opencv.ImageReader;

/** What each step from a photo to a textured GLB costs, one photo at a time. */
final class StageCosts {
  private static final int TEXTURE = 1024;
  private static final int WARM_UP = 3;

  private final Reconstructors reconstructors;
  private final PhotoTexture texture;
  private final ImageReader reader = new ImageReader();

  /**
   * Times per photo; texture and export of its first face.
   *
   * @param photos what was reconstructed
   * @param threads of networks and detector
   * @param faces found, of all photos together
   */
  record Row(
      String photos, int threads, int count, int faces, Map<String, Samples.Spread> milliseconds) {}

  StageCosts(Reconstructors reconstructors) {
    this.reconstructors = reconstructors;
    texture = new PhotoTexture(reconstructors.of(1).model(), TEXTURE);
  }

  /** A rendered picture of 640×480 pixels, as often as there are rounds. */
  List<Row> rendered(int rounds) {
    FaceImage photo = SyntheticPhoto.render(reconstructors.of(1).model());
    return measure("rendered 640×480", List.of(() -> photo), rounds);
  }

  /** Files, decoding included. */
  List<Row> photos(List<Path> files, int rounds) {
    List<Supplier<FaceImage>> photos = new ArrayList<>();
    for (Path file : files) {
      photos.add(() -> reader.read(file));
    }
    return measure(files.size() + " photos", photos, rounds);
  }

  private List<Row> measure(String name, List<Supplier<FaceImage>> photos, int rounds) {
    Map<Integer, StepSamples> samples = new LinkedHashMap<>();
    Map<Integer, Integer> faces = new LinkedHashMap<>();
    for (int threads : Reconstructors.THREADS) {
      for (int i = 0; i < Math.min(WARM_UP, rounds); i++) {
        process(threads, photos.get(i % photos.size()));
      }
      reconstructors.clock(threads).lap();
    }
    for (int round = 0; round < rounds; round++) {
      for (Supplier<FaceImage> photo : photos) {
        for (int threads : Reconstructors.THREADS) {
          int found = process(threads, photo);
          samples
              .computeIfAbsent(threads, t -> new StepSamples())
              .add(reconstructors.clock(threads).lap());
          faces.merge(threads, found, Integer::sum);
        }
      }
    }
    List<Row> rows = new ArrayList<>();
    samples.forEach(
        (threads, steps) ->
            rows.add(
                new Row(
                    name,
                    threads,
                    photos.size(),
                    faces.getOrDefault(threads, 0) / rounds,
                    steps.spreads())));
    return rows;
  }

  private int process(int threads, Supplier<FaceImage> source) {
    FaceReconstructor reconstructor = reconstructors.of(threads);
    StepClock clock = reconstructors.clock(threads);
    FaceImage photo = clock.time("decode", source);
    List<FaceReconstruction> faces =
        clock.time("reconstruct", () -> reconstructor.reconstruct(photo));
    if (!faces.isEmpty()) {
      FaceReconstruction face = faces.get(0);
      FaceImage colours =
          clock.time("texture", () -> texture.bake(face.coefficients(), PhotoView.of(photo, face)));
      clock.time("export", () -> export(face, colours));
    }
    return faces.size();
  }

  private static FaceMesh export(FaceReconstruction face, FaceImage colours) {
    FaceMesh mesh = FaceMesh.of(face);
    try {
      new GlbWriter().write(OutputStream.nullOutputStream(), mesh, colours);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return mesh;
  }
}
