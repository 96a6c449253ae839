package org.palpebra.training.eval;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.palpebra.PalpebraException;
import org.palpebra.training.train.ConfigurationFile;

/**
 * Photos that have something in common, such as glasses.
 *
 * @param groups file names, below the data set's folder, by what they have in common
 */
public record PhotoGroups(Map<String, List<String>> groups) {
  public PhotoGroups {
    groups = new LinkedHashMap<>(groups);
  }

  /**
   * Reads a JSON file with {@code groups}.
   *
   * @throws PalpebraException naming the file and the field that is missing, unknown or wrong
   */
  public static PhotoGroups read(Path file) {
    return ConfigurationFile.read(file, PhotoGroups.class, "photo groups");
  }

  /**
   * The outcomes of each group, in its order.
   *
   * @throws PalpebraException naming group and file if there is no outcome for a file
   */
  public Map<String, List<FaceOutcome>> of(List<FaceOutcome> outcomes) {
    Map<String, List<FaceOutcome>> parts = new LinkedHashMap<>();
    groups.forEach(
        (name, files) ->
            parts.put(name, files.stream().map(file -> find(outcomes, name, file)).toList()));
    return parts;
  }

  private static FaceOutcome find(List<FaceOutcome> outcomes, String group, String file) {
    return outcomes.stream()
        .filter(outcome -> outcome.photo().file().endsWith(file))
        .findFirst()
        .orElseThrow(
            () ->
                new PalpebraException(
                    "group %s: %s is not among the %d photos; correct its name"
                        .formatted(group, file, outcomes.size())));
  }
}
