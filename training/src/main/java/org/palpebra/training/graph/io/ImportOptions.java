package org.palpebra.training.graph.io;

/**
 * How a file becomes part of a graph.
 *
 * @param prefix put before parameter names, so that several networks fit into one graph
 * @param statistics what BatchNormalization normalises with
 */
public record ImportOptions(String prefix, Statistics statistics) {

  /** What BatchNormalization normalises with. */
  public enum Statistics {
    /** The file's running statistics, which stay as they are. */
    RUNNING,
    /** The batch's own; the running statistics follow, with the file's momentum. */
    BATCH
  }

  /** No prefix; running statistics. */
  public static ImportOptions plain() {
    return new ImportOptions("", Statistics.RUNNING);
  }

  public ImportOptions withPrefix(String text) {
    return new ImportOptions(text, statistics);
  }

  public ImportOptions withStatistics(Statistics kind) {
    return new ImportOptions(prefix, kind);
  }
}
