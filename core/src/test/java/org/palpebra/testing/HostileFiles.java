package org.palpebra.testing;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.palpebra.PalpebraException;

/**
 * Damages files in seeded ways and holds a reader to what it promises: whatever it is given, it
 * reads or throws a {@link PalpebraException} of one line that names the file and a remedy; it
 * takes at most two seconds of CPU, allocates no more than was agreed and leaves the folder alone.
 *
 * <p>{@code -Dpalpebra.fuzz=20000} asks for that many cases instead of the plain number.
 */
public final class HostileFiles {
  private static final long MAX_CPU_NANOS = 2_000_000_000L;
  private static final int TEXT_SAMPLE = 4096;
  private static final String[] TOKENS = {
    "nan", "-1", "0", "1e999", "-inf", "2147483648", "99999999999999999999", "1/", "//", "\"", "{"
  };
  private static final long[] WORDS = {
    -1,
    0,
    1,
    Integer.MAX_VALUE,
    Integer.MIN_VALUE,
    Long.MAX_VALUE,
    Long.MIN_VALUE,
    0x7fc00000L,
    0x7ff8000000000000L,
    0x7f800000L,
    1L << 40,
    1 << 20
  };

  private HostileFiles() {}

  /**
   * Runs a reader over damaged copies of a good file or folder.
   *
   * @param good not modified; in a folder one file is damaged at a time
   * @param plainCases how many, unless the system property says another number
   * @param maxAllocation bytes that one reading may allocate
   */
  public static void assertReadOrRefused(
      Path good, int plainCases, long seed, long maxAllocation, Consumer<Path> reader)
      throws IOException {
    int cases = Integer.getInteger("palpebra.fuzz", plainCases);
    Path folder = Files.createTempDirectory("hostile");
    try {
      Path copy = copy(good, folder);
      List<Path> files = files(copy);
      reader.accept(copy); // also loads the classes, whose memory is not the reader's
      for (int i = 0; i < cases; i++) {
        Random random = new Random(seed * 1_000_003 + i);
        Path file = files.get(random.nextInt(files.size()));
        byte[] content = Files.readAllBytes(file);
        Files.write(file, damaged(content, random));
        String which = "case %d of seed %d, %s".formatted(i, seed, file.getFileName());
        check(which, copy, maxAllocation, reader);
        assertTrue(files(copy).equals(files), which + ": the folder has changed");
        Files.write(file, content);
      }
    } finally {
      delete(folder);
    }
  }

  private static void check(String which, Path source, long maxAllocation, Consumer<Path> reader) {
    com.sun.management.ThreadMXBean thread =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long cpu = thread.getCurrentThreadCpuTime();
    long allocated = thread.getCurrentThreadAllocatedBytes();
    try {
      reader.accept(source);
    } catch (PalpebraException e) {
      String message = String.valueOf(e.getMessage());
      assertTrue(message.lines().count() == 1, which + ": not one line: " + message);
      assertTrue(message.contains(source.toString()), which + ": names no file: " + message);
      assertTrue(message.contains("; "), which + ": no remedy: " + message);
    } catch (RuntimeException | Error e) {
      fail(which + ": " + e, e);
    }
    long bytes = thread.getCurrentThreadAllocatedBytes() - allocated;
    long nanos = thread.getCurrentThreadCpuTime() - cpu;
    assertTrue(
        bytes <= maxAllocation,
        "%s: allocated %,d bytes of %,d".formatted(which, bytes, maxAllocation));
    assertTrue(nanos <= MAX_CPU_NANOS, "%s: took %d ms".formatted(which, nanos / 1_000_000));
  }

  private static byte[] damaged(byte[] content, Random random) {
    byte[] file = content.clone();
    if (file.length == 0) {
      return new byte[] {(byte) random.nextInt(256)};
    }
    // Most of what can go wrong stands at the beginning of a file.
    int reach = random.nextBoolean() ? file.length : Math.min(file.length, 4096);
    switch (random.nextInt(5)) {
      case 0:
        return Arrays.copyOf(file, random.nextInt(reach));
      case 1:
        for (int k = random.nextInt(4); k >= 0; k--) {
          file[random.nextInt(reach)] ^= (byte) (1 << random.nextInt(8));
        }
        return file;
      case 2:
        for (int k = random.nextInt(16); k >= 0; k--) {
          file[random.nextInt(reach)] = (byte) random.nextInt(256);
        }
        return file;
      case 3:
        return isText(file) ? otherToken(file, reach, random) : otherWord(file, reach, random);
      default:
        return rearranged(file, reach, random);
    }
  }

  private static byte[] otherWord(byte[] file, int reach, Random random) {
    int size = random.nextBoolean() ? Integer.BYTES : Long.BYTES;
    if (file.length < size) {
      return file;
    }
    int at = Math.min(random.nextInt(reach), file.length - size);
    at = random.nextBoolean() ? at : at / size * size;
    ByteBuffer buffer = ByteBuffer.wrap(file);
    buffer.order(random.nextInt(4) == 0 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    long word = WORDS[random.nextInt(WORDS.length)];
    if (size == Integer.BYTES) {
      buffer.putInt(at, (int) word);
    } else {
      buffer.putLong(at, word);
    }
    return file;
  }

  private static byte[] otherToken(byte[] file, int reach, Random random) {
    String text = new String(file, StandardCharsets.ISO_8859_1);
    int start = random.nextInt(reach);
    while (start > 0 && !isSeparator(text.charAt(start - 1))) {
      start--;
    }
    int end = start;
    while (end < text.length() && !isSeparator(text.charAt(end))) {
      end++;
    }
    String token = TOKENS[random.nextInt(TOKENS.length)];
    String other = text.substring(0, start) + token + text.substring(end);
    return other.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static boolean isSeparator(char c) {
    return c <= ' ' || c == ',' || c == '/' || c == ':';
  }

  /** A stretch doubled or left out. */
  private static byte[] rearranged(byte[] file, int reach, Random random) {
    int from = random.nextInt(reach);
    int to = Math.min(file.length, from + 1 + random.nextInt(64));
    int keep = random.nextBoolean() ? to : from;
    int resume = keep == to ? from : to;
    byte[] other = Arrays.copyOf(file, keep + file.length - resume);
    System.arraycopy(file, resume, other, keep, file.length - resume);
    return other;
  }

  private static boolean isText(byte[] file) {
    for (int i = 0; i < Math.min(file.length, TEXT_SAMPLE); i++) {
      if (file[i] < ' ' && file[i] != '\n' && file[i] != '\r' && file[i] != '\t') {
        return false;
      }
    }
    return true;
  }

  private static Path copy(Path good, Path folder) throws IOException {
    Path copy = folder.resolve(String.valueOf(good.getFileName()));
    if (!Files.isDirectory(good)) {
      return Files.write(copy, Files.readAllBytes(good));
    }
    for (Path file : files(good)) {
      Path target = copy.resolve(good.relativize(file).toString());
      Files.createDirectories(target.getParent());
      Files.write(target, Files.readAllBytes(file));
    }
    return copy;
  }

  private static List<Path> files(Path root) throws IOException {
    try (Stream<Path> paths = Files.walk(root)) {
      return new ArrayList<>(paths.filter(Files::isRegularFile).sorted().toList());
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
