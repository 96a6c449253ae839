package org.palpebra.onnx.opencv;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.opencv.core.Core;
import org.opencv.core.CvException;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.MatOfByte;
import org.opencv.core.Size;
import org.opencv.imgproc.Imgproc;
import org.opencv.objdetect.FaceDetectorYN;
import org.palpebra.FaceImage;
import org.palpebra.PalpebraException;
import org.palpebra.geometry.Box;
import org.palpebra.onnx.internal.OnnxFile;
import org.palpebra.onnx.internal.Sha256;
import org.palpebra.spi.DetectedFace;
import org.palpebra.spi.FaceDetector;
import org.palpebra.spi.ModelInfo;

/**
 * Finds faces and five points with a YuNet network (OpenCV Zoo, MIT), run by OpenCV on the CPU.
 *
 * <p>Large photos are reduced, small ones enlarged, and all are continued beyond their border, so
 * that faces that fill the frame are found. Thread-safe: one network per thread that is in {@link
 * #detect}, freed by the garbage collector as all of OpenCV's detectors are.
 */
public final class YuNetFaceDetector implements FaceDetector {
  private static final int MIN_LONG_SIDE = 320;
  private static final int MAX_LONG_SIDE = 960;

  /** What is added on each side, in units of the shorter side. */
  private static final double BORDER = 0.25;

  private static final float SCORE = 0.6f;
  private static final float OVERLAP = 0.3f;
  private static final int MOST = 1000;

  /**
   * Side of the box over the distance of the eye centres, and over the distance from between the
   * eyes to between the mouth corners; the larger result counts, so that turned heads do not
   * shrink. Medians over the training split of 300-W crops.
   */
  private static final double BOX_PER_EYES = 2.24;

  private static final double BOX_PER_FACE = 2.14;

  private final byte[] model;
  private final ModelInfo info;
  private final Queue<FaceDetectorYN> idle = new ConcurrentLinkedQueue<>();
  private volatile boolean closed;

  /**
   * Opens a network.
   *
   * @param model the bytes of the ONNX file
   * @param file for messages
   * @param name for {@link #info()}, such as {@code mine/detector}
   * @param sha256 of the file, lower-case hex
   * @param licence SPDX id or a sentence
   * @throws PalpebraException if OpenCV cannot run it
   */
  public YuNetFaceDetector(byte[] model, String file, String name, String sha256, String licence) {
    OnnxFile.requireSelfContained(model, file);
    OpenCv.load();
    this.model = model.clone();
    this.info = new ModelInfo(name, sha256, "cpu", OpenCv.provider(), licence);
    try {
      idle.add(open());
      detect(
          new FaceImage(MIN_LONG_SIDE, MIN_LONG_SIDE, new byte[3 * MIN_LONG_SIDE * MIN_LONG_SIDE]));
    } catch (CvException e) {
      throw new PalpebraException(
          file + ": is not a YuNet network that OpenCV can run; get it anew", e);
    }
  }

  /**
   * Opens a network file that the user has, such as {@code face_detection_yunet_2026may.onnx}.
   *
   * @throws PalpebraException if it cannot be read or OpenCV cannot run it
   */
  public static YuNetFaceDetector open(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new PalpebraException(file + ": the detector cannot be read, there is no such file");
    }
    byte[] model;
    try {
      model = Files.readAllBytes(file);
    } catch (IOException e) {
      throw new PalpebraException(file + ": the detector cannot be read (" + e + ")", e);
    }
    String name = file.getFileName().toString();
    return new YuNetFaceDetector(
        model, file.toString(), name, Sha256.of(model), "as its source says");
  }

  @Override
  public List<DetectedFace> detect(FaceImage image) {
    if (closed) {
      throw new IllegalStateException("the detector is closed");
    }
    FaceDetectorYN network = idle.poll();
    if (network == null) {
      network = open();
    }
    try (Mats mats = new Mats()) {
      return detect(mats, image, network);
    } finally {
      idle.add(network);
    }
  }

  @Override
  public ModelInfo info() {
    return info;
  }

  @Override
  public void close() {
    closed = true;
    idle.clear();
  }

  private FaceDetectorYN open() {
    return FaceDetectorYN.create(
        "onnx",
        new MatOfByte(model),
        new MatOfByte(),
        new Size(MIN_LONG_SIDE, MIN_LONG_SIDE),
        SCORE,
        OVERLAP,
        MOST);
  }

  private static List<DetectedFace> detect(Mats mats, FaceImage image, FaceDetectorYN network) {
    int longSide = Math.max(image.width(), image.height());
    double scale =
        Math.max(MIN_LONG_SIDE / (double) longSide, Math.min(1, MAX_LONG_SIDE / (double) longSide));
    Mat rgb = mats.own(new Mat(image.height(), image.width(), CvType.CV_8UC3));
    rgb.put(0, 0, image.rgb());
    Mat bgr = mats.own(new Mat());
    Imgproc.cvtColor(rgb, bgr, Imgproc.COLOR_RGB2BGR);
    Mat scaled = mats.own(new Mat());
    Size size =
        new Size(
            Math.max(1, Math.round(image.width() * scale)),
            Math.max(1, Math.round(image.height() * scale)));
    Imgproc.resize(bgr, scaled, size, 0, 0, scale < 1 ? Imgproc.INTER_AREA : Imgproc.INTER_LINEAR);
    Mat padded = mats.own(new Mat());
    int border = (int) (BORDER * Math.min(size.width, size.height));
    Core.copyMakeBorder(scaled, padded, border, border, border, border, Core.BORDER_REPLICATE);
    network.setInputSize(padded.size());
    Mat faces = mats.own(new Mat());
    network.detect(padded, faces);
    List<DetectedFace> found = new ArrayList<>();
    float[] row = new float[15];
    for (int i = 0; i < faces.rows(); i++) {
      faces.get(i, 0, row);
      found.add(face(row, border, scale));
    }
    found.sort(Comparator.comparing((DetectedFace f) -> f.box().width()).reversed());
    return List.copyOf(found);
  }

  /**
   * @param row box x, y, w, h, five points x, y in our order, score
   */
  private static DetectedFace face(float[] row, int border, double scale) {
    float[] points = new float[10];
    for (int i = 0; i < points.length; i++) {
      points[i] = (float) ((row[4 + i] - border) / scale);
    }
    double eyes = Math.hypot(points[2] - points[0], points[3] - points[1]);
    double face =
        Math.hypot(
                points[6] + points[8] - points[0] - points[2],
                points[7] + points[9] - points[1] - points[3])
            / 2;
    float side = (float) Math.max(BOX_PER_EYES * eyes, BOX_PER_FACE * face);
    Box box = new Box(points[4] - side / 2, points[5] - side / 2, side, side);
    return new DetectedFace(box, row[14], points);
  }
}
