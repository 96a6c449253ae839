package org.palpebra.training.regressor;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import org.palpebra.FaceImage;
import org.palpebra.PalpebraException;
import org.palpebra.geometry.Similarity;
import org.palpebra.model.CoefficientLayout;
import org.palpebra.model.Coefficients;
import org.palpebra.model.MorphableModel;
import org.palpebra.model.io.FaceModels;
import org.palpebra.training.synthetic.SyntheticFace;
import org.palpebra.training.synthetic.SyntheticFaces;

/**
 * Rendered faces in a file of equal records, so that every face is rendered once and read often. A
 * part of the pictures has been through JPEG. Face i is rendered from the seed and i alone.
 * Thread-safe; close it.
 */
final class SyntheticStore implements FaceSource, AutoCloseable {
  private static final int CHUNK = 256;
  private static final double JPEG = 0.4;
  private static final int LANDMARKS = 136;

  private final FileChannel channel;
  private final CoefficientLayout layout;
  private final SyntheticFace example;
  private final int side;
  private final int count;
  private final int headerBytes;
  private final boolean skin;

  private SyntheticStore(
      FileChannel channel, SyntheticFace example, int count, int headerBytes, boolean skin) {
    this.channel = channel;
    this.layout = example.coefficients().layout();
    this.example = example;
    this.side = example.photo().width();
    this.count = count;
    this.headerBytes = headerBytes;
    this.skin = skin;
  }

  /** The rendered faces of a run, in its folder; see the other {@code open}. */
  static SyntheticStore open(RegressorConfig config) {
    return open(config, config.synthetic(), Path.of(config.folder(), "synthetic.bin"));
  }

  /** Other rendered faces for the network of a run; see the other {@code open}. */
  static SyntheticStore open(
      RegressorConfig config, RegressorConfig.Synthetic synthetic, Path file) {
    NetworkChoice network = config.networkOrEmbedded();
    MorphableModel model = FaceModels.readForBundle(Path.of(config.faceModel()));
    SyntheticFaces renderer =
        new SyntheticFaces(
            model, network.lightingCount(), network.camera(), synthetic.size(), synthetic.seed());
    return open(
        file,
        renderer,
        synthetic.count(),
        synthetic.seed(),
        synthetic + network.recipe(),
        config.plan().threads(),
        config.hybrid() != null);
  }

  /** As the other {@code open}, without skin. */
  static SyntheticStore open(
      Path file, SyntheticFaces faces, int count, long seed, String recipe, int threads) {
    return open(file, faces, count, seed, recipe, threads, false);
  }

  /**
   * Opens the file; renders it first if it is not there or was made differently.
   *
   * @param recipe what decides the content beside the renderer, kept in the file
   * @param skin whether to keep where skin is
   */
  static SyntheticStore open(
      Path file,
      SyntheticFaces faces,
      int count,
      long seed,
      String recipe,
      int threads,
      boolean skin) {
    String kind = skin ? recipe + ", skin" : recipe;
    byte[] header = ("palpebra synthetic faces\n" + kind + "\n").getBytes(StandardCharsets.UTF_8);
    SyntheticFace example = faces.render(seed);
    try {
      long expected = header.length + (long) count * recordBytes(example, skin);
      if (!Files.exists(file) || Files.size(file) != expected || !startsWith(file, header)) {
        render(file, header, faces, count, seed, threads, skin);
      }
      return new SyntheticStore(
          FileChannel.open(file, StandardOpenOption.READ), example, count, header.length, skin);
    } catch (IOException e) {
      throw new PalpebraException(file + ": synthetic faces: " + e.getMessage(), e);
    }
  }

  private static boolean startsWith(Path file, byte[] header) throws IOException {
    try (var in = Files.newInputStream(file)) {
      return Arrays.equals(in.readNBytes(header.length), header);
    }
  }

  private static int recordBytes(SyntheticFace face, boolean skin) {
    int side = face.photo().width();
    int pixelBytes = skin ? 4 : 3;
    return 4 * (face.coefficients().layout().size() + LANDMARKS + 2) + pixelBytes * side * side;
  }

  private static void render(
      Path file,
      byte[] header,
      SyntheticFaces faces,
      int count,
      long seed,
      int threads,
      boolean skin)
      throws IOException {
    Path temporary = file.resolveSibling(file.getFileName() + ".new");
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    try (FileChannel out =
        FileChannel.open(
            temporary,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      writeFully(out, ByteBuffer.wrap(header));
      for (int from = 0; from < count; from += CHUNK) {
        int first = from;
        IntStream range = IntStream.range(first, Math.min(first + CHUNK, count));
        ByteBuffer[] records =
            (threads > 1 ? range.parallel() : range)
                .mapToObj(i -> encode(faces.render(seed + i), seed + i, skin))
                .toArray(ByteBuffer[]::new);
        for (ByteBuffer record : records) {
          writeFully(out, record);
        }
      }
    }
    Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static void writeFully(FileChannel out, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      out.write(bytes);
    }
  }

  private static ByteBuffer encode(SyntheticFace face, long seed, boolean skin) {
    ByteBuffer record = ByteBuffer.allocate(recordBytes(face, skin)).order(ByteOrder.LITTLE_ENDIAN);
    for (float v : face.coefficients().values()) {
      record.putFloat(v);
    }
    for (float v : face.landmarks()) {
      record.putFloat(v);
    }
    record.putFloat(face.leftOpenness()).putFloat(face.rightOpenness());
    Random random = new Random(~seed);
    boolean compress = random.nextDouble() < JPEG;
    float quality = 0.25f + 0.65f * random.nextFloat();
    record.put((compress ? jpeg(face.photo(), quality) : face.photo()).rgb());
    if (skin) {
      record.put(face.skin());
    }
    return record.flip();
  }

  private static FaceImage jpeg(FaceImage image, float quality) {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (var out = ImageIO.createImageOutputStream(bytes)) {
      ImageWriteParam parameters = writer.getDefaultWriteParam();
      parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      parameters.setCompressionQuality(quality);
      writer.setOutput(out);
      writer.write(null, new IIOImage(image.toBufferedImage(), null, null), parameters);
      out.flush();
      BufferedImage decoded = ImageIO.read(new ByteArrayInputStream(bytes.toByteArray()));
      return FaceImage.of(decoded);
    } catch (IOException e) {
      throw new PalpebraException("JPEG of a synthetic face: " + e.getMessage(), e);
    } finally {
      writer.dispose();
    }
  }

  @Override
  public int size() {
    return count;
  }

  /** A stored face, as it was rendered but for JPEG; its skin is empty if it was not kept. */
  SyntheticFace face(int index) {
    ByteBuffer record =
        ByteBuffer.allocate(recordBytes(example, skin)).order(ByteOrder.LITTLE_ENDIAN);
    long at = headerBytes + (long) index * record.capacity();
    try {
      while (record.hasRemaining()) {
        if (channel.read(record, at + record.position()) < 0) {
          throw new PalpebraException("synthetic faces: the file ended in face " + index);
        }
      }
    } catch (IOException e) {
      throw new PalpebraException("synthetic faces: cannot be read: " + e.getMessage(), e);
    }
    record.flip();
    float[] coefficients = floats(record, layout.size());
    float[] landmarks = floats(record, LANDMARKS);
    float left = record.getFloat();
    float right = record.getFloat();
    byte[] rgb = new byte[3 * side * side];
    record.get(rgb);
    byte[] mask = new byte[skin ? side * side : 0];
    record.get(mask);
    return new SyntheticFace(
        new FaceImage(side, side, rgb),
        new Coefficients(layout, coefficients),
        example.cropToPhoto(),
        landmarks,
        left,
        right,
        mask);
  }

  private static float[] floats(ByteBuffer in, int n) {
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = in.getFloat();
    }
    return values;
  }

  @Override
  public TrainingFace get(int index) {
    SyntheticFace face = face(index);
    float left = face.leftOpenness();
    float right = face.rightOpenness();
    float[] pairs = new float[TrainingFace.PAIRS];
    Arrays.fill(pairs, 1);
    return new TrainingFace(
        face.photo(),
        face.cropToPhoto(),
        face.coefficients().values(),
        face.landmarks(),
        LandmarkWeights.of(1),
        pairs,
        new float[] {1, 1, 1, 0},
        new float[] {left, right, left, right},
        new float[4],
        0,
        skin ? new SkinMask(face.skin(), side, Similarity.IDENTITY) : null);
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new PalpebraException("synthetic faces: cannot be closed: " + e.getMessage(), e);
    }
  }
}
