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
 * @param photos photos whose eyes are learnt from beside {@code data}; null for none
 * @param rendered rendered faces likewise
 * @param unlabelled eyes without labels likewise
 * @param folder of the run: checkpoint and log
 * @param output the ONNX file to write
 * @param network that is trained
 * @param labelSmoothing share of a label that goes to the other state
 * @param plan of the training
 * @param augmentation of the training patches
 */
public record EyeTrainingConfig(
    String data,
    @Nullable Photos photos,
    @Nullable Rendered rendered,
    @Nullable Unlabelled unlabelled,
    String folder,
    String output,
    EyeStateNet network,
    double labelSmoothing,
    TrainingPlan plan,
    PatchAugmentation augmentation) {

  /**
   * Photos of faces both of whose eyes are in one state, cut as the pipeline cuts them.
   *
   * @param data folder in the layout of {@code cew-faces}, whose split {@code train} is taken
   * @param bundle that finds the faces and their landmarks; best one that was not trained on these
   *     photos, so that it is no more exact on them than on new ones
   */
  public record Photos(String data, String bundle) {
    private Photos in(Path folder) {
      return new Photos(folder.resolve(Path.of(data).getFileName()).toString(), bundle);
    }
  }

  /**
   * Eyes of rendered faces.
   *
   * @param faces configuration file of {@code train regressor} whose rendered faces are used
   * @param count eyes per epoch, drawn at random
   */
  public record Rendered(String faces, int count) {
    public Rendered {
      if (count < 1) {
        throw new IllegalArgumentException("rendered.count must be at least 1, not " + count);
      }
    }
  }

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

  /**
   * The same training on another folder of data sets, with another folder and another result.
   *
   * @param sets holds data sets of the same names
   */
  public EyeTrainingConfig withPaths(Path sets, Path otherFolder, Path otherOutput) {
    return new EyeTrainingConfig(
        sets.resolve(Path.of(data).getFileName()).toString(),
        photos == null ? null : photos.in(sets),
        rendered,
        unlabelled,
        otherFolder.toString(),
        otherOutput.toString(),
        network,
        labelSmoothing,
        plan,
        augmentation);
  }

  /** The same training on another device. */
  public EyeTrainingConfig withDevice(Device device) {
    return new EyeTrainingConfig(
        data,
        photos,
        rendered,
        unlabelled,
        folder,
        output,
        network,
        labelSmoothing,
        plan.withDevice(device),
        augmentation);
  }
}
