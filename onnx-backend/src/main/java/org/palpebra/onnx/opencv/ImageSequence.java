package org.palpebra.onnx.opencv;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.palpebra.FaceImage;
import org.palpebra.PalpebraException;

/** Image files as the frames of a video, equally far apart. */
final class ImageSequence implements FrameSource {
  private static final Pattern IMAGE =
      Pattern.compile(".*\\.(jpe?g|png|webp|bmp|gif|tiff?)", Pattern.CASE_INSENSITIVE);
  private static final Pattern NUMBER = Pattern.compile("%(0?)(\\d*)d");

  private final List<Path> files;
  private final double rate;
  private final ImageReader images = new ImageReader();
  private int at;
  private int width;
  private int height;

  private ImageSequence(List<Path> files, double rate) {
    this.files = files;
    this.rate = rate;
  }

  static ImageSequence folder(Path folder, double rate) {
    List<Path> files =
        list(
            folder,
            found ->
                found
                    .filter(file -> IMAGE.matcher(name(file)).matches())
                    .sorted(Comparator.comparing(ImageSequence::padded))
                    .toList());
    if (files.isEmpty()) {
      throw new PalpebraException(
          folder + ": has no images; give a folder of JPEG, PNG, WebP, BMP, GIF or TIFF files");
    }
    return new ImageSequence(files, rate);
  }

  static boolean isPattern(Path path) {
    return path.getFileName() != null && NUMBER.matcher(name(path)).find();
  }

  static ImageSequence pattern(Path pattern, double rate) {
    Pattern names = names(pattern);
    Path folder = pattern.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new PalpebraException(pattern + ": no such folder: " + folder);
    }
    TreeMap<Long, Path> numbered =
        list(
            folder,
            found -> {
              TreeMap<Long, Path> sorted = new TreeMap<>();
              found.forEach(
                  file -> {
                    Matcher matcher = names.matcher(name(file));
                    if (matcher.matches()) {
                      sorted.put(Long.parseLong(matcher.group(1)), file);
                    }
                  });
              return sorted;
            });
    if (numbered.isEmpty()) {
      throw new PalpebraException("%s: no file of %s has such a name".formatted(pattern, folder));
    }
    return new ImageSequence(new ArrayList<>(numbered.values()), rate);
  }

  /** What file names of a pattern look like, the number in a group. */
  private static Pattern names(Path pattern) {
    Matcher number = NUMBER.matcher(name(pattern));
    if (!number.find()) {
      throw new IllegalArgumentException(pattern + " has no %d");
    }
    String text = name(pattern);
    String digits =
        number.group(1).isEmpty() || number.group(2).isEmpty()
            ? "\\d{1,18}"
            : "\\d{%s,18}".formatted(number.group(2));
    return Pattern.compile(
        Pattern.quote(text.substring(0, number.start()))
            + "("
            + digits
            + ")"
            + Pattern.quote(text.substring(number.end())));
  }

  private static <T> T list(Path folder, Function<Stream<Path>, T> work) {
    try (Stream<Path> found = Files.list(folder)) {
      return work.apply(found.filter(Files::isRegularFile));
    } catch (IOException e) {
      throw new PalpebraException(folder + ": cannot be listed (" + e.getMessage() + ")", e);
    }
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }

  /** The name with its numbers filled up with zeros, so that 10 comes after 9. */
  private static String padded(Path file) {
    return Pattern.compile("\\d+")
        .matcher(name(file).toLowerCase(Locale.ROOT))
        .replaceAll(
            digits -> "0".repeat(Math.max(0, 20 - digits.group().length())) + digits.group());
  }

  @Override
  public Optional<VideoFrame> next() {
    if (at == files.size()) {
      return Optional.empty();
    }
    Path file = files.get(at);
    FaceImage image = images.read(file);
    if (at == 0) {
      width = image.width();
      height = image.height();
    } else if (image.width() != width || image.height() != height) {
      throw new PalpebraException(
          "%s: is %d×%d, the frames before are %d×%d; all frames of a sequence must be of one size"
              .formatted(file, image.width(), image.height(), width, height));
    }
    return Optional.of(new VideoFrame(image, at++ / rate));
  }

  @Override
  public OptionalLong frames() {
    return OptionalLong.of(files.size());
  }

  @Override
  public double rate() {
    return rate;
  }

  @Override
  public String reader() {
    return "images";
  }

  @Override
  public void close() {
    at = files.size();
  }
}
