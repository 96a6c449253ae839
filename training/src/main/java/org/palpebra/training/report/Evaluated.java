package org.palpebra.training.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.palpebra.spi.ModelInfo;

/**
 * What was evaluated, for page and JSON.
 *
 * @param what such as {@code eyes}
 * @param data folder of the data set
 * @param split of the data set
 * @param bundle as it was asked for
 * @param version of the program
 * @param models that took part, with device, provider and hash as far as known
 */
public record Evaluated(
    String what, String data, String split, String bundle, String version, List<ModelInfo> models) {
  public Evaluated {
    models = List.copyOf(models);
  }

  /** Everything but the models, by name. */
  public Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("what", what);
    map.put("data", data);
    map.put("split", split);
    map.put("bundle", bundle);
    map.put("version", version);
    return map;
  }
}
