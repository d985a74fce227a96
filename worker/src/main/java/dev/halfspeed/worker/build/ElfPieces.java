package dev.halfspeed.worker.build;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;

/** The functions and objects of an {@link ElfObject} that have names. */
final class ElfPieces {
  private static final int LARGEST_TYPE = 2;

  /** So many pieces are looked through for one that has another one in it. */
  private static final int NESTED = 8;

  private final Map<Integer, List<Piece>> bySection = new HashMap<>();

  /**
   * A function or an object.
   *
   * @param type as the ABI numbers them
   */
  record Piece(String name, int type, long start, long size) {
    long end() {
      return start + size;
    }

    boolean contains(long place) {
      return place >= start && place < end();
    }
  }

  /**
   * Those of some sections.
   *
   * @param counts whether a section counts
   */
  ElfPieces(ElfSymbols symbols, IntPredicate counts) {
    for (int symbol = 1; symbol < symbols.count(); symbol++) {
      int section = symbols.section(symbol);
      int type = symbols.type(symbol);
      // Objects of no size have an address all the same.
      if (type <= LARGEST_TYPE
          && (symbols.size(symbol) > 0 || type == ElfSymbols.OBJECT)
          && counts.test(section)) {
        bySection
            .computeIfAbsent(section, _ -> new ArrayList<>())
            .add(
                new Piece(symbols.name(symbol), type, symbols.place(symbol), symbols.size(symbol)));
      }
    }
    Comparator<Piece> order =
        Comparator.comparingLong(Piece::start)
            .thenComparing(Comparator.comparingLong(Piece::size).reversed())
            .thenComparing(Piece::name);
    bySection.values().forEach(each -> each.sort(order));
  }

  boolean isEmpty() {
    return bySection.isEmpty();
  }

  /** Those of a section, in the order of their places. */
  List<Piece> of(int section) {
    return bySection.getOrDefault(section, List.of());
  }

  /** The name of what is at a place, with how far into it that is; empty where nothing is. */
  Optional<String> at(int section, long place) {
    List<Piece> its = of(section);
    int next = after(its, place);
    Optional<String> edge = Optional.empty();
    // A larger one may begin before and still be there. An end is a place as well, and so is that
    // of what has no size; whatever else begins there is meant by the same address.
    for (int back = next - 1; back >= 0 && back >= next - NESTED; back--) {
      Piece piece = its.get(back);
      if (piece.contains(place)) {
        return Optional.of(piece.name() + "+" + (place - piece.start()));
      }
      if (edge.isEmpty() && piece.end() == place) {
        edge = Optional.of("end of " + piece.name());
      }
    }
    return edge;
  }

  /** Where the next one begins behind a place, or else the end that is given. */
  long next(int section, long place, long end) {
    List<Piece> its = of(section);
    int next = after(its, place);
    return next < its.size() ? its.get(next).start() : end;
  }

  private static int after(List<Piece> pieces, long place) {
    int low = 0;
    int high = pieces.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (pieces.get(middle).start() <= place) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
