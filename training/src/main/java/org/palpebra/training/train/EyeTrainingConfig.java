package org.palpebra.training.train;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.palpebra.PalpebraException;
import org.palpebra.onnx.Device;
import org.palpebra.training.nn.EyeStateNet;

/**
 * The configuration file of {@code train eyes}.
 *
 * @param data folder in the layout of {@code cew-eyes}, or the configuration file of {@code train
 *     regressor} whose rendered faces are used; relative to the present folder
 * @param unlabelled what is learnt from beside {@code data}; null for nothing
 * @param folder of the run: checkpoint and log
 * @param output the ONNX file to write
 * @param network that is trained
 * @param labelSmoothing share of a label that goes to the other state
 * @param plan of the training
 * @param augmentation of the training patches
 */
public record EyeTrainingConfig(
    String data,
    @Nullable Unlabelled unlabelled,
    String folder,
    String output,
    EyeStateNet network,
    double labelSmoothing,
    TrainingPlan plan,
    PatchAugmentation augmentation) {

  /**
   * Eyes without labels, which classifiers trained before give theirs.
   *
   * @param faces folders in the layout of {@code faces68}, whose split {@code train} is taken
   * @param teachers ONNX files of {@code train eyes}; an eye's label is the mean of their P(closed)
   */
  public record Unlabelled(List<String> faces, List<String> teachers) {
    public Unlabelled {
      if (faces.isEmpty() || teachers.isEmpty()) {
        throw new IllegalArgumentException("unlabelled needs faces and teachers");
      }
      faces = List.copyOf(faces);
      teachers = List.copyOf(teachers);
    }
  }

  /**
   * Reads a file.
   *
   * @throws PalpebraException naming the file and the field that is missing, unknown or wrong
   */
  public static EyeTrainingConfig read(Path file) {
    return ConfigurationFile.read(file, EyeTrainingConfig.class, "train eyes");
  }

  /** The same training with other data, another folder and another result. */
  public EyeTrainingConfig withPaths(String otherData, String otherFolder, String otherOutput) {
    return with(otherData, otherFolder, otherOutput, plan);
  }

  /** The same training on another device. */
  public EyeTrainingConfig withDevice(Device device) {
    return with(data, folder, output, plan.withDevice(device));
  }

  private EyeTrainingConfig with(
      String otherData, String otherFolder, String otherOutput, TrainingPlan otherPlan) {
    return new EyeTrainingConfig(
        otherData,
        unlabelled,
        otherFolder,
        otherOutput,
        network,
        labelSmoothing,
        otherPlan,
        augmentation);
  }
}
