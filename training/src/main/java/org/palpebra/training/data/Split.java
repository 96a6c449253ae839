package org.palpebra.training.data;

import java.util.List;
import java.util.TreeSet;
import org.palpebra.PalpebraException;

/** Selection by the {@code split} column of an index. */
public final class Split {
  /** Stands for every item. */
  public static final String ALL = "all";

  private Split() {}

  /** Something that belongs to a split. */
  public interface Item {
    /** As it stands in the index, such as {@code train} or {@code val}. */
    String split();
  }

  /**
   * The items of a split, in order.
   *
   * @param split as it stands in the index, or {@link #ALL}
   * @throws PalpebraException naming the splits that there are if the split is empty
   */
  public static <T extends Item> List<T> select(List<T> items, String split) {
    List<T> selected =
        split.equals(ALL)
            ? List.copyOf(items)
            : items.stream().filter(item -> item.split().equals(split)).toList();
    if (selected.isEmpty()) {
      TreeSet<String> names = new TreeSet<>();
      items.forEach(item -> names.add(item.split()));
      throw new PalpebraException(
          "no item in split %s; the index has %s; --split takes one of them or %s"
              .formatted(split, names, ALL));
    }
    return selected;
  }
}
