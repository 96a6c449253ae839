package org.palpebra.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What all forks have measured so far. */
final class Standings {
  private final List<Contest> contests;
  private final Map<Entrant, List<Measured>> forks = new LinkedHashMap<>();
  private final Map<Entrant, String> absent = new LinkedHashMap<>();

  Standings(List<Contest> contests) {
    this.contests = List.copyOf(contests);
  }

  void add(Entrant entrant, Measured fork) {
    forks.computeIfAbsent(entrant, e -> new ArrayList<>()).add(fork);
  }

  /** A program that could not be measured; what was measured of it does not count. */
  void setAbsent(Entrant entrant, String reason) {
    absent.put(entrant, reason);
  }

  List<Contest> contests() {
    return contests;
  }

  /** Who could not be measured, and why. */
  Map<Entrant, String> absent() {
    return absent;
  }

  Optional<Measured> measured(Entrant entrant) {
    return absent.containsKey(entrant)
        ? Optional.empty()
        : Optional.ofNullable(forks.get(entrant)).map(Measured::of);
  }

  /** Ours over the other's time, of the medians. */
  Optional<Double> ratio(Contest contest) {
    return measured(contest.ours())
        .flatMap(ours -> measured(contest.other()).map(other -> ours.median() / other.median()));
  }
}
