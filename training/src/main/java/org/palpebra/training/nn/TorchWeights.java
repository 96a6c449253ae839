package org.palpebra.training.nn;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.palpebra.PalpebraException;
import org.palpebra.model.io.Safetensors;
import org.palpebra.training.nn.Parameters.Parameter;

/**
 * Weights that PyTorch has saved under a network's own layer names, such as torchvision's of a
 * {@link ResNet}, in a safetensors file or another one. Names may carry a prefix ({@code
 * backbone.}, {@code module.}), which is found. PyTorch's counters {@code num_batches_tracked} are
 * passed over.
 */
public final class TorchWeights {
  private static final String COUNTER = "num_batches_tracked";

  private final NamedArrays file;
  private final Parameters parameters;
  private final String prefix;

  private TorchWeights(NamedArrays file, Parameters parameters) {
    this.file = file;
    this.parameters = parameters;
    this.prefix = prefix();
  }

  /** What to do about a last layer that is not the file's. */
  public enum Head {
    /** It has to be in the file like any other layer. */
    REQUIRED,
    /** It keeps its first values where the file lacks it or has it in another shape. */
    MAY_BE_FRESH
  }

  /**
   * What was loaded.
   *
   * @param prefix of the file's names, empty for none
   * @param count number of arrays that were read
   * @param fresh parameters of the last layer that keep their first values
   * @param ignored names of the file without the prefix, which belong to something else
   */
  public record Loaded(String prefix, int count, List<String> fresh, List<String> ignored) {
    public Loaded {
      fresh = List.copyOf(fresh);
      ignored = List.copyOf(ignored);
    }
  }

  /**
   * Reads a file into parameters that exist already; they are unchanged if it throws.
   *
   * @param head name of the last layer
   * @throws PalpebraException listing the arrays that are missing, unknown to the network or of
   *     another shape
   */
  public static Loaded load(Path file, Parameters parameters, String head, Head policy) {
    return load(NamedArrays.of(Safetensors.open(file)), parameters, head, policy);
  }

  /** As {@link #load(Path, Parameters, String, Head)}, from arrays of any file. */
  public static Loaded load(NamedArrays file, Parameters parameters, String head, Head policy) {
    return new TorchWeights(file, parameters).load(head + ".", policy);
  }

  private Loaded load(String head, Head policy) {
    List<String> present = new ArrayList<>();
    List<String> fresh = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    for (Parameter parameter : parameters.all()) {
      String name = parameter.name();
      String problem = problem(parameter);
      if (problem.isEmpty()) {
        present.add(name);
      } else if (policy == Head.MAY_BE_FRESH && name.startsWith(head)) {
        fresh.add(name);
      } else {
        problems.add(problem);
        missing.add(name);
      }
    }
    List<String> ignored = new ArrayList<>();
    for (String name : unknown()) {
      if (name.startsWith(prefix)) {
        problems.add("unexpected " + name);
      } else {
        ignored.add(name);
      }
    }
    if (!problems.isEmpty()) {
      throw new PalpebraException(
          "%s: does not fit the network: %s; %s"
              .formatted(file.source(), String.join(", ", problems), file.remedy(missing)));
    }
    present.forEach(name -> parameters.set(name, file.floats(prefix + name)));
    return new Loaded(prefix, present.size(), fresh, ignored);
  }

  /** Why a parameter cannot be read, or nothing. */
  private String problem(Parameter parameter) {
    String name = prefix + parameter.name();
    if (!file.names().contains(name)) {
      return "missing " + name;
    }
    String theirs = Arrays.toString(file.shape(name));
    String ours = parameter.shape().toString();
    return theirs.equals(ours) ? "" : "%s has shape %s, not %s".formatted(name, theirs, ours);
  }

  private Set<String> unknown() {
    Set<String> unknown = new TreeSet<>(file.names());
    unknown.removeIf(name -> name.endsWith(COUNTER));
    parameters.all().forEach(parameter -> unknown.remove(prefix + parameter.name()));
    return unknown;
  }

  /** The prefix under which most parameters are found, the shortest of these. */
  private String prefix() {
    String best = "";
    long most = matches("");
    for (String candidate : candidates()) {
      long matches = matches(candidate);
      if (matches > most || (matches == most && candidate.length() < best.length())) {
        best = candidate;
        most = matches;
      }
    }
    return best;
  }

  private Set<String> candidates() {
    Set<String> candidates = new TreeSet<>();
    String first = "." + parameters.all().get(0).name();
    for (String name : file.names()) {
      if (name.endsWith(first)) {
        candidates.add(name.substring(0, name.length() - first.length() + 1));
      }
    }
    return candidates;
  }

  private long matches(String candidate) {
    return parameters.all().stream()
        .filter(p -> file.names().contains(candidate + p.name()))
        .count();
  }
}
