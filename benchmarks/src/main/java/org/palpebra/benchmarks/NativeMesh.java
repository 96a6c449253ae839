package org.palpebra.benchmarks;

import com.sun.jna.Library;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.palpebra.PalpebraException;

/**
 * Normals and pictures by C functions of our writing, compiled where they run for the processor
 * they run on: in Sim3DR's steps, or with fewer.
 */
final class NativeMesh {
  private static final String SOURCE = "mesh.c";
  private static final List<String> COMPILER =
      List.of("cc", "-O3", "-march=native", "-shared", "-fPIC");
  private static final float FARTHEST = 1e8f;

  /** The C functions. */
  interface Functions extends Library {
    void sim3dr_normals(
        Pointer vertices,
        Pointer triangles,
        Pointer triangleNormals,
        Pointer normals,
        int vertexCount,
        int triangleCount);

    void vertex_normals(
        Pointer vertices, Pointer triangles, Pointer normals, int vertexCount, int triangleCount);

    void sim3dr_rasterize(
        Pointer image,
        Pointer depths,
        Pointer vertices,
        Pointer triangles,
        Pointer colours,
        int triangleCount,
        int width,
        int height,
        float farthest,
        float opacity);

    void rasterize(
        Pointer image,
        Pointer depths,
        Pointer vertices,
        Pointer triangles,
        Pointer colours,
        int triangleCount,
        int width,
        int height,
        float farthest);
  }

  private NativeMesh() {}

  /** Why this cannot be measured here, with the remedy. */
  static Optional<String> missing() {
    try {
      Process process = new ProcessBuilder("cc", "--version").redirectErrorStream(true).start();
      process.getInputStream().readAllBytes();
      return waitFor(process) == 0
          ? Optional.empty()
          : Optional.of("cc --version fails; install a C compiler");
    } catch (IOException e) {
      return Optional.of("no C compiler; install one that runs as cc");
    }
  }

  /** {@code result()[0]} are the normals. */
  static Contender normals(String by, float[] vertices, int[] triangles) {
    Functions functions = compile();
    Memory vertexMemory = copy(vertices);
    Memory triangleMemory = copy(triangles);
    Memory triangleNormals = new Memory((long) Float.BYTES * triangles.length);
    Memory normals = new Memory((long) Float.BYTES * vertices.length);
    int vertexCount = vertices.length / 3;
    int triangleCount = triangles.length / 3;
    Runnable work =
        switch (by) {
          case Contender.SIM3DR ->
              () ->
                  functions.sim3dr_normals(
                      vertexMemory,
                      triangleMemory,
                      triangleNormals,
                      normals,
                      vertexCount,
                      triangleCount);
          case Contender.C ->
              () ->
                  functions.vertex_normals(
                      vertexMemory, triangleMemory, normals, vertexCount, triangleCount);
          default -> throw Contender.unknown(by);
        };
    return Contender.of(work, () -> new float[][] {normals.getFloatArray(0, vertices.length)});
  }

  /**
   * {@code result()} are depths, infinite where there is nothing, and colours from 0 to 1.
   *
   * @param screen pixels and depth per vertex
   */
  static Contender raster(String by, float[] screen, int[] triangles, float[] colours, int size) {
    Functions functions = compile();
    Memory screenMemory = copy(centresAtWholeNumbers(screen));
    Memory triangleMemory = copy(triangles);
    Memory colourMemory = copy(colours);
    int pixels = size * size;
    Memory image = new Memory(3L * pixels);
    Memory depths = new Memory((long) Float.BYTES * pixels);
    int count = triangles.length / 3;
    Runnable work =
        switch (by) {
          case Contender.SIM3DR ->
              () ->
                  functions.sim3dr_rasterize(
                      image,
                      depths,
                      screenMemory,
                      triangleMemory,
                      colourMemory,
                      count,
                      size,
                      size,
                      FARTHEST,
                      1);
          case Contender.C ->
              () ->
                  functions.rasterize(
                      image,
                      depths,
                      screenMemory,
                      triangleMemory,
                      colourMemory,
                      count,
                      size,
                      size,
                      FARTHEST);
          default -> throw Contender.unknown(by);
        };
    return Contender.of(
        work,
        () ->
            new float[][] {
              infinite(depths.getFloatArray(0, pixels)), unit(image.getByteArray(0, 3 * pixels))
            });
  }

  private static float[] centresAtWholeNumbers(float[] screen) {
    float[] out = screen.clone();
    for (int i = 0; i < out.length; i += 3) {
      out[i] -= 0.5f;
      out[i + 1] -= 0.5f;
    }
    return out;
  }

  private static float[] infinite(float[] depths) {
    for (int i = 0; i < depths.length; i++) {
      depths[i] = depths[i] == FARTHEST ? Float.POSITIVE_INFINITY : depths[i];
    }
    return depths;
  }

  /** The middle of what was rounded down to a byte. */
  private static float[] unit(byte[] bytes) {
    float[] out = new float[bytes.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = ((bytes[i] & 0xff) + 0.5f) / 255;
    }
    return out;
  }

  private static Memory copy(float[] values) {
    Memory memory = new Memory((long) Float.BYTES * values.length);
    memory.write(0, values, 0, values.length);
    return memory;
  }

  private static Memory copy(int[] values) {
    Memory memory = new Memory((long) Integer.BYTES * values.length);
    memory.write(0, values, 0, values.length);
    return memory;
  }

  private static Functions compile() {
    try {
      Path folder = Files.createTempDirectory("palpebra-c");
      Path source = folder.resolve(SOURCE);
      Path library = folder.resolve("mesh.so");
      try (InputStream in =
          Objects.requireNonNull(NativeMesh.class.getResourceAsStream(SOURCE), SOURCE)) {
        Files.copy(in, source);
      }
      compile(source, library);
      Functions functions = Native.load(library.toString(), Functions.class);
      for (Path file : List.of(source, library, folder)) {
        Files.delete(file); // what is loaded stays
      }
      return functions;
    } catch (IOException e) {
      throw new PalpebraException(SOURCE + ": cannot be compiled; " + missing().orElse(""), e);
    }
  }

  private static void compile(Path source, Path library) throws IOException {
    List<String> command = new ArrayList<>(COMPILER);
    command.addAll(List.of("-o", library.toString(), source.toString(), "-lm"));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (waitFor(process) != 0) {
      throw new PalpebraException(
          "%s: %s; use a GCC or Clang for this processor"
              .formatted(String.join(" ", command), said.replaceAll("\\s+", " ")));
    }
  }

  private static int waitFor(Process process) throws IOException {
    try {
      if (!process.waitFor(1, TimeUnit.MINUTES)) {
        process.destroy();
        throw new IOException("the compiler does not end");
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
