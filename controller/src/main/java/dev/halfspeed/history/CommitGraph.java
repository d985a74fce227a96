package dev.halfspeed.history;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.AnyObjectId;
import org.eclipse.jgit.lib.ObjectId;

/**
 * What git has written down of the commits of a repository: parents, trees and times, without their
 * texts (gitformat-commit-graph(5)). In one file, or in a chain of files that each add to the
 * former.
 *
 * <p>The files are mapped into memory, not read: a range touches a part of them only. As to git,
 * their check sums are not computed, which would take longer than the range. Instead each commit's
 * generation has to be one more than the highest of its parents, so that a damaged list of parents
 * shows.
 */
final class CommitGraph {
  private static final int SIGNATURE = 0x43475048; // CGPH
  private static final int FAN_OUT = 0x4f494446; // OIDF
  private static final int IDS = 0x4f49444c; // OIDL
  private static final int DATA = 0x43444154; // CDAT
  private static final int EDGES = 0x45444745; // EDGE

  private static final int ID_BYTES = 20;
  private static final int ROW_BYTES = 36;
  private static final int CHUNK_ENTRY_BYTES = 12;
  private static final int NO_PARENT = 0x70000000;
  private static final int LAST_EDGE = 0x80000000;
  private static final int HIGHEST_GENERATION = 0x3fffffff;
  private static final int[] NO_PARENTS = {};

  private final List<Layer> layers;

  private CommitGraph(List<Layer> layers) {
    this.layers = layers;
  }

  /**
   * The graph in a folder of objects; empty when there is none, or none that can be understood.
   *
   * @param objects the folder of a repository's objects
   */
  static Optional<CommitGraph> open(Path objects) {
    Path info = objects.resolve("info");
    try {
      Path single = info.resolve("commit-graph");
      return Files.isReadable(single)
          ? Optional.of(new CommitGraph(List.of(layer(single, List.of()))))
          : chain(info.resolve("commit-graphs"));
    } catch (IOException | DamagedCommitGraphException e) {
      return Optional.empty();
    }
  }

  /** How many commits there are; their places are the numbers below. */
  int size() {
    return layers.getLast().end();
  }

  /** A commit's place; -1 when it is not in the graph. */
  int find(AnyObjectId id) {
    for (Layer layer : layers) {
      int row = layer.find(id);
      if (row >= 0) {
        return layer.first + row;
      }
    }
    return -1;
  }

  /** The id of the commit at a place. */
  ObjectId id(int place) {
    Layer layer = layer(place);
    return layer.idAt(layer.ids + ID_BYTES * (place - layer.first));
  }

  /** The tree of the commit at a place. */
  ObjectId tree(int place) {
    Layer layer = layer(place);
    return layer.idAt(layer.row(place));
  }

  /** When the commit was made, in seconds since 1970. */
  long time(int place) {
    Layer layer = layer(place);
    int row = layer.row(place);
    long high = layer.bytes.getInt(row + ROW_BYTES - 8) & 3L;
    return high << 32 | Integer.toUnsignedLong(layer.bytes.getInt(row + ROW_BYTES - 4));
  }

  /**
   * The places of a commit's parents, in the commit's own order.
   *
   * @throws DamagedCommitGraphException when they cannot be these
   */
  int[] parents(int place) throws DamagedCommitGraphException {
    Layer layer = layer(place);
    int row = layer.row(place);
    int first = layer.bytes.getInt(row + ID_BYTES);
    int second = layer.bytes.getInt(row + ID_BYTES + 4);
    int[] parents;
    if (first == NO_PARENT) {
      parents = NO_PARENTS;
    } else if (second == NO_PARENT) {
      parents = new int[] {first};
    } else if ((second & LAST_EDGE) == 0) {
      parents = new int[] {first, second};
    } else {
      parents = layer.octopus(first, second & ~LAST_EDGE);
    }
    checkGeneration(generation(layer, row), parents);
    return parents;
  }

  private void checkGeneration(int generation, int[] parents) throws DamagedCommitGraphException {
    int highest = 0;
    for (int parent : parents) {
      if (parent < 0 || parent >= size()) {
        throw new DamagedCommitGraphException("a parent that is not there");
      }
      Layer layer = layer(parent);
      highest = Math.max(highest, generation(layer, layer.row(parent)));
    }
    if (generation != Math.min(HIGHEST_GENERATION, highest + 1)) {
      throw new DamagedCommitGraphException("a commit of a wrong generation");
    }
  }

  private static int generation(Layer layer, int row) {
    return layer.bytes.getInt(row + ROW_BYTES - 8) >>> 2;
  }

  private Layer layer(int place) {
    int number = layers.size() - 1;
    while (layers.get(number).first > place) {
      number--;
    }
    return layers.get(number);
  }

  private static Optional<CommitGraph> chain(Path folder)
      throws IOException, DamagedCommitGraphException {
    Path chain = folder.resolve("commit-graph-chain");
    if (!Files.isReadable(chain)) {
      return Optional.empty();
    }
    List<Layer> layers = new ArrayList<>();
    for (String name : Files.readAllLines(chain, StandardCharsets.ISO_8859_1)) {
      if (!ObjectId.isId(name)) {
        throw new DamagedCommitGraphException("a chain that names no file");
      }
      layers.add(layer(folder.resolve("graph-" + name + ".graph"), layers));
    }
    return layers.isEmpty() ? Optional.empty() : Optional.of(new CommitGraph(layers));
  }

  private static Layer layer(Path file, List<Layer> below)
      throws IOException, DamagedCommitGraphException {
    try (FileChannel channel = FileChannel.open(file)) {
      if (channel.size() > Integer.MAX_VALUE) {
        throw new DamagedCommitGraphException("a file over 2 GiB");
      }
      return new Layer(channel.map(MapMode.READ_ONLY, 0, channel.size()), below);
    }
  }

  /** One file. */
  private static final class Layer {
    private final ByteBuffer bytes;
    private final int first;
    private final int size;
    private final int fanOut;
    private final int ids;
    private final int data;
    private final int edges;
    private final int edgesEnd;

    private Layer(ByteBuffer bytes, List<Layer> below) throws DamagedCommitGraphException {
      this.bytes = bytes;
      first = below.isEmpty() ? 0 : below.getLast().end();
      boolean known =
          bytes.limit() >= 8 + CHUNK_ENTRY_BYTES
              && bytes.getInt(0) == SIGNATURE
              && bytes.get(4) == 1 // version of the format
              && bytes.get(5) == 1 // ids by SHA-1
              && bytes.get(7) == below.size();
      if (!known) {
        throw new DamagedCommitGraphException("no commit-graph that is known");
      }
      fanOut = chunk(FAN_OUT, 256 * 4L);
      size = bytes.getInt(fanOut + 255 * 4);
      int before = 0;
      for (int lead = 0; lead < 256; lead++) {
        int here = bytes.getInt(fanOut + lead * 4);
        if (here < before) {
          throw new DamagedCommitGraphException("a fan-out that falls");
        }
        before = here;
      }
      ids = chunk(IDS, (long) size * ID_BYTES);
      data = chunk(DATA, (long) size * ROW_BYTES);
      edges = chunk(EDGES, 0);
      edgesEnd = edges == 0 ? 0 : chunkEnd(EDGES);
    }

    /** Where a chunk begins; 0 when it is not there and needs no bytes. */
    private int chunk(int name, long needed) throws DamagedCommitGraphException {
      int entry = entry(name);
      long from = entry == 0 ? 0 : bytes.getLong(entry + 4);
      long to = entry == 0 ? 0 : bytes.getLong(entry + 4 + CHUNK_ENTRY_BYTES);
      if (from < 0 || to < from || to > bytes.limit() || to - from < needed) {
        throw new DamagedCommitGraphException("a chunk that is not there");
      }
      return (int) from;
    }

    private int chunkEnd(int name) {
      return (int) bytes.getLong(entry(name) + 4 + CHUNK_ENTRY_BYTES);
    }

    private int entry(int name) {
      int chunks = Byte.toUnsignedInt(bytes.get(6));
      for (int number = 0; number < chunks; number++) {
        int entry = 8 + number * CHUNK_ENTRY_BYTES;
        if (entry + 2 * CHUNK_ENTRY_BYTES <= bytes.limit() && bytes.getInt(entry) == name) {
          return entry;
        }
      }
      return 0;
    }

    /** The first place above this layer's. */
    private int end() {
      return first + size;
    }

    /** Where the data of the commit at a place begin. */
    private int row(int place) {
      return data + ROW_BYTES * (place - first);
    }

    private int find(AnyObjectId id) {
      int lead = id.getFirstByte();
      int low = lead == 0 ? 0 : bytes.getInt(fanOut + 4 * (lead - 1));
      int high = bytes.getInt(fanOut + 4 * lead) - 1;
      while (low <= high) {
        int middle = (low + high) >>> 1;
        int order = id.compareTo(idAt(ids + ID_BYTES * middle));
        if (order == 0) {
          return middle;
        }
        if (order < 0) {
          high = middle - 1;
        } else {
          low = middle + 1;
        }
      }
      return -1;
    }

    private ObjectId idAt(int offset) {
      return new ObjectId(
          bytes.getInt(offset),
          bytes.getInt(offset + 4),
          bytes.getInt(offset + 8),
          bytes.getInt(offset + 12),
          bytes.getInt(offset + 16));
    }

    private int[] octopus(int firstParent, int edge) throws DamagedCommitGraphException {
      int[] parents = new int[4];
      parents[0] = firstParent;
      int count = 1;
      for (int offset = edges + 4 * edge; ; offset += 4) {
        if (edges == 0 || offset < edges || offset + 4 > edgesEnd) {
          throw new DamagedCommitGraphException("parents that are not there");
        }
        int parent = bytes.getInt(offset);
        if (count == parents.length) {
          parents = Arrays.copyOf(parents, 2 * count);
        }
        parents[count] = parent & ~LAST_EDGE;
        count++;
        if ((parent & LAST_EDGE) != 0) {
          return Arrays.copyOf(parents, count);
        }
      }
    }
  }
}
