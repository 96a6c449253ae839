package org.palpebra.training.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.palpebra.PalpebraException;

/** A CSV file with one line per interval: step, epoch, rate and the mean of each figure. */
final class TrainingLog {
  private final Path file;
  private final Map<String, Double> sums = new LinkedHashMap<>();
  private int count;

  /**
   * @param done steps that the run resumes after; lines of later steps, left from a run that went
   *     on after its last checkpoint, are dropped
   */
  TrainingLog(Path file, long done) {
    this.file = file;
    try {
      if (done == 0) {
        Files.deleteIfExists(file);
      } else if (Files.exists(file)) {
        // Beside it and renamed: a run that is killed here must not lose lines.
        Path shortened = file.resolveSibling(file.getFileName() + ".new");
        Files.write(shortened, kept(Files.readAllLines(file), done));
        Files.move(shortened, file, StandardCopyOption.ATOMIC_MOVE);
      }
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  private static List<String> kept(List<String> lines, long done) {
    List<String> kept = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      String step = lines.get(i).substring(0, Math.max(0, lines.get(i).indexOf(',')));
      if (i == 0 || (step.matches("\\d+") && Long.parseLong(step) <= done)) {
        kept.add(lines.get(i));
      }
    }
    return kept;
  }

  void add(Map<String, Float> metrics) {
    metrics.forEach((name, value) -> sums.merge(name, (double) value, Double::sum));
    count++;
  }

  /** Writes the means since the last line. */
  void write(long step, int epoch, double rate) {
    StringBuilder line = new StringBuilder();
    try {
      if (!Files.exists(file)) {
        line.append("step,epoch,rate,").append(String.join(",", sums.keySet())).append('\n');
      }
      line.append(step).append(',').append(epoch).append(',').append(rate);
      sums.values().forEach(sum -> line.append(',').append((float) (sum / count)));
      line.append('\n');
      Files.writeString(file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw unwritable(e);
    }
    sums.clear();
    count = 0;
  }

  private PalpebraException unwritable(IOException e) {
    return new PalpebraException(file + ": log not written: " + e.getMessage(), e);
  }
}
