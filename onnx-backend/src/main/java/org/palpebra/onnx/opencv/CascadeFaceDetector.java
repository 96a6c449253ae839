package org.palpebra.onnx.opencv;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.opencv.core.Core;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.MatOfDouble;
import org.opencv.core.MatOfInt;
import org.opencv.core.MatOfRect;
import org.opencv.core.Point;
import org.opencv.core.Rect;
import org.opencv.core.Scalar;
import org.opencv.core.Size;
import org.opencv.imgproc.CLAHE;
import org.opencv.imgproc.Imgproc;
import org.opencv.objdetect.CascadeClassifier;
import org.palpebra.FaceImage;
import org.palpebra.geometry.Similarity;
import org.palpebra.spi.DetectedFace;
import org.palpebra.spi.FaceDetector;
import org.palpebra.spi.ModelInfo;

/**
 * Finds faces with the cascades that come inside the OpenCV artefact, no model file needed.
 *
 * <p>Four cascades (two Haar and one LBP for frontal faces, one Haar for profiles of both sides)
 * look at the photo; what they hit is brought to one geometry, merged, and scored by how often each
 * cascade hit. The photo is enlarged if it is small, reduced if it is large, and continued beyond
 * its border, so that faces that fill or touch the frame are found. When nothing is sure, it is
 * looked at again with equalised contrast and turned by ±{@value #TURN}°. Faces smaller than about
 * 1/20 of the photo's longer side, and heads turned further than a profile, are not found; {@link
 * YuNetFaceDetector} does better where its model file is at hand.
 *
 * <p>Thread-safe. The boxes follow {@link DetectedFace}; there are no five points.
 */
public final class CascadeFaceDetector implements FaceDetector {
  /** Sides of the photo as the cascades see it. */
  private static final int MIN_SHORT_SIDE = 240;

  private static final int MAX_LONG_SIDE = 480;
  private static final double MAX_ENLARGEMENT = 3;

  /** What is added on each side, in units of the shorter side. */
  private static final double BORDER = 0.2;

  private static final int MIN_WINDOW = 24;
  private static final double SCALE_STEP = 1.1;
  private static final double TURN = 25;

  /** Log-odds from which the best candidate is a face at first sight. */
  private static final double SURE = 0;

  /** Log-odds from which there is one more face beside the best. */
  private static final double ANOTHER = 2;

  /** Log-odds from which the best candidate is a face after all has been tried. */
  private static final double LIKELY = -1;

  /** Log-odds below which not even a regressor is asked. */
  private static final double MAYBE = -3.7;

  /** How many it is asked about at least, and for each face that is one without asking. */
  private static final int MOST = 12;

  private static final int MOST_PER_FACE = 6;

  /** Boxes about the photo's middle, in its longer sides. */
  private static final double[] MIDDLE = {0.5, 0.75};

  /** Log-odds from the frontal cascades alone that need no profile to make a face. */
  private static final double BEYOND_DOUBT = 4;

  /** Below, a profile does not help any more; above, it is not needed for one more face. */
  private static final double DOUBT_FROM = -2;

  private static final double DOUBT_TO = 3;

  private final Queue<Map<FaceCascade, CascadeClassifier>> idle = new ConcurrentLinkedQueue<>();
  private volatile boolean closed;

  /**
   * Loads OpenCV and the cascades.
   *
   * @throws org.palpebra.PalpebraException if OpenCV's natives are not on the class path
   */
  public CascadeFaceDetector() {
    OpenCv.load();
    idle.add(openAll());
  }

  @Override
  public List<DetectedFace> detect(FaceImage image) {
    List<Candidate> found = new ArrayList<>(look(image));
    double best = best(found);
    found.removeIf(c -> c.odds() < (c.odds() < best ? ANOTHER : LIKELY));
    return largestFirst(Candidate.distinct(found));
  }

  /**
   * {@inheritDoc}
   *
   * <p>Where no face is sure, the photo's middle is among them.
   */
  @Override
  public List<DetectedFace> candidates(FaceImage image) {
    List<Candidate> found = new ArrayList<>(look(image));
    boolean sure = best(found) >= SURE;
    found.removeIf(c -> c.odds() < MAYBE);
    found.sort(Comparator.comparing(Candidate::odds).reversed());
    int faces = (int) found.stream().filter(c -> c.odds() >= ANOTHER).count();
    int most = Math.max(MOST, MOST_PER_FACE * faces);
    found.subList(Math.min(most, found.size()), found.size()).clear();
    if (!sure) {
      for (double share : MIDDLE) {
        double side = share * Math.max(image.width(), image.height());
        found.add(new Candidate(image.width() / 2.0, image.height() / 2.0, side, Map.of()));
      }
    }
    return largestFirst(found);
  }

  private static List<DetectedFace> largestFirst(List<Candidate> found) {
    return found.stream()
        .map(Candidate::face)
        .sorted(Comparator.comparing((DetectedFace f) -> f.box().width()).reversed())
        .toList();
  }

  private List<Candidate> look(FaceImage image) {
    if (closed) {
      throw new IllegalStateException("the detector is closed");
    }
    Map<FaceCascade, CascadeClassifier> cascades = idle.poll();
    if (cascades == null) {
      cascades = openAll(); // one set per thread that is in here
    }
    try (Mats mats = new Mats()) {
      return look(mats, image, cascades);
    } finally {
      idle.add(cascades);
    }
  }

  @Override
  public ModelInfo info() {
    return new ModelInfo(
        "opencv-cascades", "", "cpu", OpenCv.provider(), "Intel License Agreement (BSD-like)");
  }

  @Override
  public void close() {
    closed = true;
    idle.clear();
  }

  private static Map<FaceCascade, CascadeClassifier> openAll() {
    Map<FaceCascade, CascadeClassifier> all = new EnumMap<>(FaceCascade.class);
    for (FaceCascade cascade : FaceCascade.values()) {
      all.put(cascade, cascade.open());
    }
    return all;
  }

  /** Looks harder if nothing is sure at first sight. */
  private static List<Candidate> look(
      Mats mats, FaceImage image, Map<FaceCascade, CascadeClassifier> cascades) {
    View plain = View.of(mats, image);
    List<Candidate> found = new ArrayList<>(candidates(mats, plain, cascades));
    if (best(found) < SURE) {
      View equalised = plain.equalised(mats);
      found.addAll(candidates(mats, equalised, cascades));
      found.addAll(candidates(mats, equalised.turned(mats, TURN), cascades));
      found.addAll(candidates(mats, equalised.turned(mats, -TURN), cascades));
    }
    return found;
  }

  private static double best(List<Candidate> candidates) {
    return candidates.stream().mapToDouble(Candidate::odds).max().orElse(Double.NEGATIVE_INFINITY);
  }

  /**
   * Everything that any cascade hits in this view, merged, in photo pixels. The profile cascade is
   * slow and is only asked if the others leave anything open.
   */
  static List<Candidate> candidates(
      Mats mats, View view, Map<FaceCascade, CascadeClassifier> cascades) {
    List<Hit> hits = new ArrayList<>();
    cascades.forEach(
        (cascade, classifier) -> {
          if (cascade != FaceCascade.PROFILE || !decided(Candidate.merge(hits))) {
            hits.addAll(hits(mats, view, cascade, classifier));
          }
        });
    return Candidate.merge(hits);
  }

  /** Whether one candidate is a face beyond doubt and none of the others is in doubt. */
  private static boolean decided(List<Candidate> frontal) {
    return best(frontal) > BEYOND_DOUBT
        && frontal.stream()
            .mapToDouble(Candidate::odds)
            .noneMatch(odds -> odds > DOUBT_FROM && odds < DOUBT_TO);
  }

  private static List<Hit> hits(
      Mats mats, View view, FaceCascade cascade, CascadeClassifier classifier) {
    List<Hit> hits = new ArrayList<>();
    for (HitGroups.Group group : HitGroups.of(windows(mats, view.pixels, classifier))) {
      hits.add(view.hit(cascade, group, false));
    }
    if (cascade == FaceCascade.PROFILE) {
      Mat mirrored = mats.own(new Mat());
      Core.flip(view.pixels, mirrored, 1);
      for (HitGroups.Group group : HitGroups.of(windows(mats, mirrored, classifier))) {
        hits.add(view.hit(cascade, group, true));
      }
    }
    return hits;
  }

  /** Every single window that passes: how many there are is what makes a face likely. */
  private static Rect[] windows(Mats mats, Mat pixels, CascadeClassifier classifier) {
    MatOfRect windows = mats.own(new MatOfRect());
    classifier.detectMultiScale3(
        pixels,
        windows,
        mats.own(new MatOfInt()),
        mats.own(new MatOfDouble()),
        SCALE_STEP,
        0,
        0,
        new Size(MIN_WINDOW, MIN_WINDOW),
        new Size(),
        true);
    return windows.toArray();
  }

  /**
   * The photo as the cascades see it.
   *
   * @param pixels 8-bit grey
   * @param toPhoto from its pixels to the photo's
   */
  record View(Mat pixels, Similarity toPhoto) {
    static View of(Mats mats, FaceImage image) {
      int w = image.width();
      int h = image.height();
      double scale =
          Math.min(
              Math.min(MAX_ENLARGEMENT, Math.max(1, MIN_SHORT_SIDE / (double) Math.min(w, h))),
              MAX_LONG_SIDE / (double) Math.max(w, h));
      Mat grey = mats.own(new Mat(h, w, CvType.CV_8UC1));
      grey.put(0, 0, luma(image.rgb()));
      Mat scaled = mats.own(new Mat());
      Size size = new Size(Math.max(1, Math.round(w * scale)), Math.max(1, Math.round(h * scale)));
      Imgproc.resize(
          grey, scaled, size, 0, 0, scale < 1 ? Imgproc.INTER_AREA : Imgproc.INTER_LINEAR);
      Mat padded = mats.own(new Mat());
      int border = (int) (BORDER * Math.min(size.width, size.height));
      Core.copyMakeBorder(scaled, padded, border, border, border, border, Core.BORDER_REPLICATE);
      return new View(padded, new Similarity(1 / scale, 0, -border / scale, -border / scale));
    }

    View equalised(Mats mats) {
      Mat out = mats.own(new Mat());
      CLAHE clahe = Imgproc.createCLAHE(2, new Size(4, 4));
      clahe.apply(pixels, out);
      clahe.collectGarbage();
      return new View(out, toPhoto);
    }

    /** Turned about its centre, counter-clockwise on the screen. */
    View turned(Mats mats, double degrees) {
      Point centre = new Point(pixels.cols() / 2.0, pixels.rows() / 2.0);
      Mat rotation = mats.own(Imgproc.getRotationMatrix2D(centre, degrees, 1));
      double[] m = new double[6];
      rotation.get(0, 0, m);
      Mat out = mats.own(new Mat());
      Imgproc.warpAffine(
          pixels,
          out,
          rotation,
          pixels.size(),
          Imgproc.INTER_LINEAR,
          Core.BORDER_REPLICATE,
          new Scalar(0));
      return new View(out, toPhoto.after(new Similarity(m[0], m[3], m[2], m[5]).inverse()));
    }

    private Hit hit(FaceCascade cascade, HitGroups.Group group, boolean mirrored) {
      double x = group.x() + group.side() * (0.5 + cascade.noseX);
      double y = group.y() + group.side() * (0.5 + cascade.noseY);
      double u = mirrored ? pixels.cols() - x : x;
      return new Hit(
          cascade,
          toPhoto.applyX(u, y),
          toPhoto.applyY(u, y),
          group.side() * cascade.box * toPhoto.scale(),
          group.count());
    }

    /** BT.601. */
    private static byte[] luma(byte[] rgb) {
      byte[] out = new byte[rgb.length / 3];
      for (int i = 0, o = 0; o < out.length; i += 3, o++) {
        out[o] =
            (byte)
                ((299 * (rgb[i] & 0xff)
                        + 587 * (rgb[i + 1] & 0xff)
                        + 114 * (rgb[i + 2] & 0xff)
                        + 500)
                    / 1000);
      }
      return out;
    }
  }

  /** What one cascade hit, as a square about the nose in photo pixels. */
  record Hit(FaceCascade cascade, double x, double y, double side, int count) {}
}
