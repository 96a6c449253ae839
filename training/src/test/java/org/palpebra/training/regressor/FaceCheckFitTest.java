package org.palpebra.training.regressor;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.palpebra.model.MorphableModel;
import org.palpebra.onnx.Bundle;
import org.palpebra.onnx.Device;
import org.palpebra.onnx.OnnxCoefficientRegressor;
import org.palpebra.spi.FaceCheck;
import org.palpebra.training.synthetic.SyntheticFace;
import org.palpebra.training.synthetic.SyntheticFaces;

class FaceCheckFitTest {
  @Test
  void tellsRenderedFacesFromTheirSurroundings() {
    try (Bundle bundle = Bundle.open(Bundle.EMBEDDED_SYNTHETIC);
        OnnxCoefficientRegressor regressor = OnnxCoefficientRegressor.open(bundle, Device.CPU, 1)) {
      MorphableModel model = bundle.faceModel();
      SyntheticFaces faces =
          new SyntheticFaces(model, regressor.layout().lighting(), regressor.camera(), 160, 5);
      FaceCheckFit fit = new FaceCheckFit(regressor, model, 1);
      for (int i = 0; i < 24; i++) {
        SyntheticFace face = faces.render(500_000 + i);
        fit.add(face.photo(), face.landmarks());
      }
      FaceCheck check = fit.fit();
      FaceCheckFit.Rates rates = fit.rates(check, 0);
      String seen = check + " " + rates;
      assertTrue(rates.faces() >= 15 && rates.others() >= 15, seen);
      assertTrue(rates.missed() < 0.2 && rates.taken() < 0.2, seen);
      assertTrue(check.logOdds(0.005, 0.005) > 1 && check.logOdds(0.1, 0.1) < -1, seen);
    }
  }

  @Test
  void needsBothKinds() {
    try (Bundle bundle = Bundle.open(Bundle.EMBEDDED_SYNTHETIC);
        OnnxCoefficientRegressor regressor = OnnxCoefficientRegressor.open(bundle, Device.CPU, 1)) {
      FaceCheckFit fit = new FaceCheckFit(regressor, bundle.faceModel(), 1);
      assertThrows(IllegalStateException.class, fit::fit);
    }
  }
}
