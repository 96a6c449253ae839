package org.palpebra.training.loss;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.palpebra.geometry.PerspectiveCamera;
import org.palpebra.model.CoefficientLayout;
import org.palpebra.model.MorphableModel;
import org.palpebra.training.graph.Tensor;

/**
 * The table of losses that can stand alone, for one face model and one camera. All take the
 * coefficients and what they are compared with; the perceptual loss of features takes features.
 */
public final class LossFiles {
  private static final String COEFFICIENTS = "coefficients";

  private final MorphableModel model;
  private final PerspectiveCamera camera;
  private final CoefficientLayout layout;
  private final HybridSettings settings;
  private final @Nullable UnaryOperator<Tensor> network;

  /**
   * @param network emits a recognition network, or null; without one, the perceptual loss is one of
   *     features and the hybrid loss leaves it out
   */
  public LossFiles(
      MorphableModel model,
      int lighting,
      PerspectiveCamera camera,
      HybridSettings settings,
      @Nullable UnaryOperator<Tensor> network) {
    this.model = model;
    this.camera = camera;
    this.layout = model.layout(lighting);
    this.settings = settings;
    this.network = network;
  }

  /**
   * All losses.
   *
   * @param featureSize number of features D of the perceptual loss without a network
   */
  public List<LossFile> all(int featureSize) {
    List<LossFile> files = new ArrayList<>();
    files.add(landmarks());
    files.add(localDynamic(LocalDynamicLoss.Form.SCALAR));
    files.add(localDynamic(LocalDynamicLoss.Form.VECTOR));
    files.add(photometric());
    files.add(network == null ? features(featureSize) : perceptual(network));
    files.add(coefficients());
    files.add(gamma());
    if (model.topology().regionNames().contains("skin")) {
      files.add(reflectance());
    }
    files.add(hybrid());
    return files;
  }

  private LossPort coefficientPort() {
    return LossPort.real(
        COEFFICIENTS,
        "radians and millimetres for the pose, standard deviations else",
        "%d identity, %d expression, %d albedo, 3 rotation, %d SH lighting, 3 translation"
            .formatted(layout.identity(), layout.expression(), layout.albedo(), layout.lighting()),
        layout.size());
  }

  private LossFile file(
      String name, String meaning, List<LossPort> targets, LossFile.Formula formula) {
    List<LossPort> inputs = new ArrayList<>(List.of(coefficientPort()));
    inputs.addAll(targets);
    return new LossFile(name, meaning, inputs, List.of(COEFFICIENTS), formula);
  }

  private static Tensor get(Map<String, Tensor> inputs, String name) {
    return Objects.requireNonNull(inputs.get(name));
  }

  private FaceGraph points() {
    return new FaceGraph(model, layout.lighting(), camera, 0, 0);
  }

  private LossFile landmarks() {
    return file(
        "landmarks",
        "weighted mean square distance of the 68 landmarks, square pixels",
        List.of(TargetPorts.landmarks(), TargetPorts.confidence()),
        in ->
            new LandmarkLoss(settings.landmarkWeighting())
                .of(
                    HybridLoss.landmarks(points(), get(in, COEFFICIENTS)),
                    get(in, "landmarks"),
                    get(in, "landmark_weights")));
  }

  private LossFile localDynamic(LocalDynamicLoss.Form form) {
    boolean scalar = form == LocalDynamicLoss.Form.SCALAR;
    return file(
        scalar ? "local-dynamic" : "local-dynamic-vector",
        "difference of the %s of lid and inner-lip pairs, relative to eye or mouth width"
            .formatted(scalar ? "distances" : "vectors"),
        List.of(TargetPorts.landmarks(), TargetPorts.pairs()),
        in ->
            LocalDynamicLoss.paper()
                .withForm(form)
                .of(
                    HybridLoss.landmarks(points(), get(in, COEFFICIENTS)),
                    get(in, "landmarks"),
                    get(in, "pair_weights")));
  }

  private RenderedFaces drawn(Map<String, Tensor> in) {
    SurfaceGraph surface = new SurfaceGraph(model, layout.lighting(), camera);
    return surface.render(surface.of(get(in, COEFFICIENTS)), get(in, HybridTargets.TRIANGLES));
  }

  private LossFile photometric() {
    int size = camera.size();
    return file(
        "photometric",
        "mean RGB distance over skin and drawn pixels",
        List.of(TargetPorts.image(size), TargetPorts.skin(size), TargetPorts.triangles(size)),
        in -> {
          RenderedFaces drawn = drawn(in);
          return PhotometricLoss.standard()
              .of(drawn.image(), get(in, "image"), get(in, "skin").mul(drawn.coverage()));
        });
  }

  private LossFile perceptual(UnaryOperator<Tensor> recognition) {
    int size = camera.size();
    return file(
        "perceptual",
        "1 - cos of recognition features of the face drawn into the photo and of the photo",
        List.of(TargetPorts.image(size), TargetPorts.triangles(size)),
        in ->
            new PerceptualLoss(recognition).of(drawn(in).over(get(in, "image")), get(in, "image")));
  }

  private static LossFile features(int size) {
    return new LossFile(
        "perceptual",
        "1 - cos of recognition features",
        List.of(
            LossPort.real("features", "any", "features of the drawn face", size),
            LossPort.real("target_features", "any", "features of the photo", size)),
        List.of("features"),
        in -> PerceptualLoss.distance(get(in, "features"), get(in, "target_features")));
  }

  private LossFile coefficients() {
    return file(
        COEFFICIENTS,
        "weighted squares of identity, expression and albedo coefficients",
        List.of(),
        in -> settings.weights().coefficientLoss().of(points(), get(in, COEFFICIENTS)));
  }

  private LossFile gamma() {
    return file(
        "gamma",
        "mean square distance of red, green and blue light from their mean",
        List.of(),
        in -> GammaLoss.of(points().lighting(get(in, COEFFICIENTS))));
  }

  private LossFile reflectance() {
    return file(
        "reflectance",
        "variance of the skin's reflectance, summed over RGB",
        List.of(),
        in -> {
          FaceGraph all = FaceGraph.ofAllVertices(model, layout.lighting(), camera);
          return ReflectanceLoss.of(model.topology()).of(all.reflectance(get(in, COEFFICIENTS)));
        });
  }

  private LossFile hybrid() {
    HybridSettings chosen =
        network == null ? settings.withWeights(settings.weights().withoutPerceptual()) : settings;
    return file(
        "hybrid",
        "weighted sum of all losses: " + chosen.weights().byName(),
        TargetPorts.all(camera.size()),
        in ->
            Objects.requireNonNull(
                new HybridLoss(model, layout.lighting(), camera, chosen, network)
                    .terms(get(in, COEFFICIENTS), HybridTargets.of(in))
                    .get(HybridLoss.LOSS)));
  }
}
