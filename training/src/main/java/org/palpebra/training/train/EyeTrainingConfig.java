package org.palpebra.training.train;

import java.nio.file.Path;
import org.palpebra.PalpebraException;
import org.palpebra.onnx.Device;

/**
 * The configuration file of {@code train eyes}.
 *
 * @param data folder in the layout of {@code cew-eyes}, or the configuration file of {@code train
 *     regressor} whose rendered faces are used; relative to the present folder
 * @param folder of the run: checkpoint and log
 * @param output the ONNX file to write
 * @param labelSmoothing share of a label that goes to the other state
 * @param plan of the training
 * @param augmentation of the training patches
 */
public record EyeTrainingConfig(
    String data,
    String folder,
    String output,
    double labelSmoothing,
    TrainingPlan plan,
    PatchAugmentation augmentation) {

  /**
   * Reads a file.
   *
   * @throws PalpebraException naming the file and the field that is missing, unknown or wrong
   */
  public static EyeTrainingConfig read(Path file) {
    return ConfigurationFile.read(file, EyeTrainingConfig.class, "train eyes");
  }

  /** The same training on another device. */
  public EyeTrainingConfig withDevice(Device device) {
    return new EyeTrainingConfig(
        data, folder, output, labelSmoothing, plan.withDevice(device), augmentation);
  }
}
