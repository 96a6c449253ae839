package org.palpebra.training.regressor;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.palpebra.internal.AtomicFiles;
import org.palpebra.training.train.ConfigurationFile;

/**
 * How well the regressor of one {@link AblationRun} does.
 *
 * @param accuracy eye states of reconstructed photos by the strict rule ({@link
 *     org.palpebra.training.eval.FaceEvaluation}), lids as the regressor made them; fraction
 * @param f1 of the same, open positive
 * @param refinedAccuracy the same photos with lids that follow the eye-state network
 * @param refinedF1 likewise
 * @param lidGapErrorMm mean error of the lid gaps of rendered faces, millimetres
 * @param lipGapErrorMm mean error of their inner-lip gaps, millimetres
 * @param nmePercentLandmarks300w landmark error on {@code val} of that set in percent of the
 *     distance of the outer eye corners, lids as the regressor made them
 * @param nmePercentFaces68 likewise
 * @param notFound photos of eye states without a face, which count as wrong
 */
public record AblationScores(
    double accuracy,
    double f1,
    double refinedAccuracy,
    double refinedF1,
    double lidGapErrorMm,
    double lipGapErrorMm,
    double nmePercentLandmarks300w,
    double nmePercentFaces68,
    int notFound) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The figures by name, in the order above. */
  public Map<String, Double> byName() {
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put("accuracy", accuracy);
    figures.put("f1", f1);
    figures.put("refined_accuracy", refinedAccuracy);
    figures.put("refined_f1", refinedF1);
    figures.put("lid_gap_error_mm", lidGapErrorMm);
    figures.put("lip_gap_error_mm", lipGapErrorMm);
    figures.put("nme_percent_landmarks300w", nmePercentLandmarks300w);
    figures.put("nme_percent_faces68", nmePercentFaces68);
    figures.put("not_found", (double) notFound);
    return figures;
  }

  static AblationScores read(Path file) {
    return ConfigurationFile.read(file, AblationScores.class, "ablate");
  }

  void write(Path file) {
    AtomicFiles.write(file, out -> out.write(JSON.writeValueAsBytes(this)));
  }
}
