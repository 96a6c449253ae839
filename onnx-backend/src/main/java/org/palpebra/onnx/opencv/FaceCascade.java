package org.palpebra.onnx.opencv;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.opencv.opencv_java;
import org.opencv.objdetect.CascadeClassifier;
import org.palpebra.PalpebraException;

/**
 * The cascades that are asked, where the face lies in their windows, and how much their hits are
 * worth.
 *
 * <p>The geometry is the median over the training split of 300-W crops: from the window's centre to
 * the tip of the nose, and 140 mm (0.8 of the canonical crop of 175 mm; millimetres from the
 * distance of the outer eye corners, 90 mm, or from nasion to chin, 112 mm, whichever gives more),
 * all in units of the window's side. The worth comes from a logistic regression of "is a face" on
 * {@code ln(1 + hits)} of each cascade over the training splits of 300-W, CEW and video-frame
 * crops.
 */
enum FaceCascade {
  ALT2("haarcascades/haarcascade_frontalface_alt2.xml", 0, 0.10f, 0.872f, 0.365f),
  DEFAULT("haarcascades/haarcascade_frontalface_default.xml", 0, 0.10f, 0.860f, 0.632f),
  LBP("lbpcascades/lbpcascade_frontalface_improved.xml", 0, 0.05f, 1.28f, 2.442f),
  /** Heads turned to the subject's left; asked a second time on the mirrored photo. */
  PROFILE("haarcascades/haarcascade_profileface.xml", -0.20f, 0.11f, 0.808f, 1.471f);

  /** What no hit at all is worth. */
  static final float BIAS = -4.326f;

  private final String resource;
  final float noseX;
  final float noseY;
  final float box;
  final float worth;

  FaceCascade(String resource, float noseX, float noseY, float box, float worth) {
    this.resource = resource;
    this.noseX = noseX;
    this.noseY = noseY;
    this.box = box;
    this.worth = worth;
  }

  /** A new classifier, freed by the garbage collector as all of OpenCV's are. */
  CascadeClassifier open() {
    String name = "org/bytedeco/opencv/" + Loader.getPlatform() + "/share/opencv4/" + resource;
    try (InputStream in = opencv_java.class.getClassLoader().getResourceAsStream(name)) {
      if (in == null) {
        throw new PalpebraException(
            name + ": is not on the class path; use the unstripped OpenCV artefact");
      }
      // OpenCV reads cascades from files only
      Path file = Files.createTempFile("palpebra-cascade", ".xml");
      try {
        Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
        CascadeClassifier cascade = new CascadeClassifier(file.toString());
        if (cascade.empty()) {
          throw new PalpebraException(name + ": OpenCV cannot load it from " + file);
        }
        return cascade;
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new PalpebraException(name + ": cannot be copied to a temporary file: " + e, e);
    }
  }
}
