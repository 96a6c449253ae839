package org.palpebra.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.lang.module.Configuration;
import java.lang.module.FindException;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palpebra.geometry.PerspectiveCamera;
import org.palpebra.onnx.Bundle;
import org.palpebra.training.synthetic.SyntheticFaces;

/** A module that requires the library is compiled and run in a JVM of its own. */
class ModulePathTest {
  private static final String MODULE = "module demo { requires org.palpebra.onnx; }";
  private static final String MAIN =
      """
      package demo;

      import java.nio.file.Path;
      import org.joml.Matrix4f;
      import org.palpebra.FaceImage;
      import org.palpebra.FaceReconstruction;
      import org.palpebra.FaceReconstructor;
      import org.palpebra.export.FaceMesh;
      import org.palpebra.export.GlbWriter;
      import org.palpebra.export.PhotoTexture;
      import org.palpebra.export.PhotoView;
      import org.palpebra.onnx.FaceReconstructors;
      import org.palpebra.onnx.opencv.ImageReader;

      public class Main {
        public static void main(String[] args) {
          try (FaceReconstructor reconstructor = FaceReconstructors.open()) {
            FaceImage photo = new ImageReader().read(Path.of(args[0]));
            for (FaceReconstruction face : reconstructor.reconstruct(photo)) {
              FaceImage texture =
                  new PhotoTexture(face.model(), 256)
                      .bake(face.coefficients(), PhotoView.of(photo, face));
              new GlbWriter().write(Path.of(args[1]), FaceMesh.of(face), texture);
              System.out.println(
                  "det " + Math.round(face.pose().toMatrix(new Matrix4f()).determinant()));
            }
          }
          for (Class<?> type : new Class<?>[] {FaceReconstructor.class, FaceReconstructors.class}) {
            System.out.println(type.getModule());
          }
        }
      }
      """;

  @TempDir private Path folder;

  /** What the library needs of this test's class path; modules only. */
  private static List<ModuleReference> modules() {
    List<Path> named = new ArrayList<>();
    // the annotations' module is needed to compile only
    List<String> roots = new ArrayList<>(List.of("org.palpebra.onnx", "org.jspecify"));
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    for (String entry : classPath.split(File.pathSeparator, -1)) {
      Path path = Path.of(entry);
      for (ModuleReference module : found(path)) {
        named.add(path);
        String name = module.descriptor().name();
        // nothing requires the natives of a platform, so that they have to be asked for
        if (name.matches("org\\.bytedeco\\.\\w+\\.\\w+\\.\\w+")) {
          roots.add(name);
        }
      }
    }
    Configuration resolved =
        Configuration.resolve(
            ModuleFinder.of(named.toArray(Path[]::new)),
            List.of(ModuleLayer.boot().configuration()),
            ModuleFinder.of(),
            roots);
    return resolved.modules().stream().map(m -> m.reference()).toList();
  }

  private static Iterable<ModuleReference> found(Path path) {
    // jMonkeyEngine's jars share packages; the example that needs them is on the class path
    if (String.valueOf(path.getFileName()).startsWith("jme3-")) {
      return List.of();
    }
    try {
      return ModuleFinder.of(path).findAll();
    } catch (FindException e) {
      return List.of(); // not fit to be a module, so that nothing modular needs it
    }
  }

  private void write(String name, String text) throws IOException {
    Path file = folder.resolve("src").resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private Path photo() throws IOException {
    Path file = folder.resolve("face.png");
    try (Bundle bundle = Bundle.open(Bundle.EMBEDDED)) {
      PerspectiveCamera camera = bundle.manifest().regressor().camera();
      SyntheticFaces faces = new SyntheticFaces(bundle.faceModel(), 27, camera, 320, 1);
      ImageIO.write(faces.render(1).photo().toBufferedImage(), "png", file.toFile());
    }
    return file;
  }

  @Test
  void aModularProgramReconstructsAPhoto() throws Exception {
    List<ModuleReference> modules = modules();
    String path =
        modules.stream()
            .map(m -> Path.of(m.location().orElseThrow()).toString())
            .collect(Collectors.joining(File.pathSeparator));
    write("module-info.java", MODULE);
    write("demo/Main.java", MAIN);
    Path classes = folder.resolve("classes");
    int compiled =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-p",
                path,
                "-d",
                classes.toString(),
                folder.resolve("src/module-info.java").toString(),
                folder.resolve("src/demo/Main.java").toString());
    assertEquals(0, compiled, "exit code of javac, see its output");
    Path glb = folder.resolve("face.glb");
    String natives =
        modules.stream()
            .map(m -> m.descriptor().name())
            .filter(name -> name.startsWith("org.bytedeco."))
            .collect(Collectors.joining(","));
    JavaProcess demo =
        JavaProcess.run(
            "--add-modules",
            natives,
            "-p",
            path + File.pathSeparator + classes,
            "-m",
            "demo/demo.Main",
            photo().toString(),
            glb.toString());
    assertEquals(0, demo.exitCode(), demo.output());
    for (String line : List.of("det 1", "module org.palpebra.core", "module org.palpebra.onnx")) {
      assertTrue(demo.output().contains(line), demo.output());
    }
    assertEquals("glTF", new String(Files.readAllBytes(glb), 0, 4, StandardCharsets.US_ASCII));
  }
}
