package org.palpebra.training.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.palpebra.PalpebraException;

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
    ObjectMapper mapper =
        new ObjectMapper()
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES);
    try {
      return mapper.readValue(Files.readString(file), EyeTrainingConfig.class);
    } catch (JsonProcessingException e) {
      throw new PalpebraException(
          file + ": not a configuration of train eyes: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new PalpebraException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }
}
