package org.palpebra.training.report;

import java.util.List;

/**
 * An evaluation with everything that its page shows.
 *
 * @param sections what is shown below the scores
 */
public record Report(Evaluated evaluated, ScoreSheet scores, List<Section> sections) {
  public Report {
    sections = List.copyOf(sections);
  }
}
