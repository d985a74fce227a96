package dev.halfspeed.worker.build;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One digest of all functions and objects of a relocatable ELF file, as {@code vmlinux.o} is: equal
 * ones are made of the same code and data, wherever each of them lies. What a function refers to
 * counts by its name; the addresses are not there yet.
 *
 * <p>Left out is what has no part in what code does: texts, tables of line numbers, symbols and
 * stack frames, the space between functions. Where something can't be told for certain, digests are
 * not equal.
 *
 * <p>The format is that of the System V ABI, "Object Files" (ELF), and of its x86-64 supplement for
 * the addends of relative references.
 */
public final class FunctionDigest {
  private static final int MAGIC = 0x464c457f;
  private static final int RELOCATABLE = 1;
  private static final int X86_64 = 62;
  private static final int SYMBOLS = 2;
  private static final int RELOCATIONS = 4;
  private static final int NO_BITS = 8;
  private static final int SECTION_NUMBERS = 18;
  private static final int ALLOCATED = 2;
  private static final int ESCAPE = 0xffff;
  private static final int FIRST_RESERVED = 0xff00;
  private static final int HEADER = 64;
  private static final int SYMBOL = 24;
  private static final int RELOCATION = 24;

  private static final int SECTION_SYMBOL = 3;
  private static final int LARGEST_SYMBOL_TYPE = 2;
  private static final int OBJECT = 1;

  /** Relative to the end of their four bytes, so that addends are 4 less than the place meant. */
  private static final List<Integer> RELATIVE = List.of(2, 4);

  private static final int LEAD = 4;

  /** So many pieces are looked through for one that has another one in it. */
  private static final int NESTED = 8;

  /** Compilers and macros number what has no name of its own by what came before it. */
  private static final Pattern NUMBER =
      Pattern.compile("(\\.\\d+)+$|(?<=__UNIQUE_ID_.{0,200})\\d+$");

  /** Sections whose contents follow from others, or are for people. */
  private static final Pattern WITHOUT_PART =
      Pattern.compile(
          "_.*|\\.(orc_unwind|altinstr|discard|smp_locks|parainstructions|retpoline_sites"
              + "|return_sites|call_sites|ibt_endbr|static_call|comment|note|eh_frame|modinfo|debug"
              + "|printk_index|init\\.setup|con_initcall|initcall).*|.*\\.str\\d.*");

  /** Code that others may be replaced by; it has no names. */
  private static final String ALTERNATIVES = ".altinstr_replacement";

  private final FileChannel channel;
  private final ByteOrder order;
  private final boolean isX86;
  private final List<Section> sections = new ArrayList<>();

  private record Section(
      String name, int type, long flags, long offset, long size, int link, int info) {}

  /**
   * A function or an object.
   *
   * @param type as the ABI numbers them
   */
  private record Piece(String name, int type, int section, long start, long size) {
    boolean contains(long place) {
      return place >= start && place < start + size;
    }
  }

  private FunctionDigest(FileChannel channel, ByteOrder order, boolean isX86) {
    this.channel = channel;
    this.order = order;
    this.isX86 = isX86;
  }

  /**
   * The digest, hexadecimal; empty where there is no such file, or one that is not understood.
   *
   * @throws IOException when it can't be read
   */
  public static Optional<String> of(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      if (channel.size() < HEADER) {
        return Optional.empty();
      }
      ByteBuffer header = map(channel, 0, HEADER, ByteOrder.LITTLE_ENDIAN);
      if (header.getInt(0) != MAGIC || header.get(4) != 2) {
        return Optional.empty();
      }
      ByteOrder order = header.get(5) == 1 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
      header.order(order);
      if (Short.toUnsignedInt(header.getShort(16)) != RELOCATABLE) {
        return Optional.empty();
      }
      boolean isX86 = Short.toUnsignedInt(header.getShort(18)) == X86_64;
      return new FunctionDigest(channel, order, isX86).read(header);
    } catch (ArithmeticException
        | IllegalArgumentException
        | IndexOutOfBoundsException
        | BufferUnderflowException damaged) {
      return Optional.empty();
    }
  }

  private static ByteBuffer map(FileChannel channel, long from, long size, ByteOrder order)
      throws IOException {
    if (from < 0 || size < 0 || from + size > channel.size()) {
      throw new IllegalArgumentException("the file ends early");
    }
    return channel.map(FileChannel.MapMode.READ_ONLY, from, size).order(order);
  }

  private ByteBuffer contents(Section section) throws IOException {
    return map(channel, section.offset(), section.size(), order);
  }

  private Optional<String> read(ByteBuffer header) throws IOException {
    readSections(header);
    int table = 0;
    while (table < sections.size() && sections.get(table).type() != SYMBOLS) {
      table++;
    }
    if (table == sections.size()) {
      return Optional.empty();
    }
    var symbols = new Symbols(table);
    List<byte[]> digests = new ArrayList<>();
    Map<Integer, List<Piece>> bySection = symbols.pieces();
    Map<Integer, Section> relocations = new HashMap<>();
    for (Section section : sections) {
      if (section.type() == RELOCATIONS) {
        relocations.put(section.info(), section);
      }
    }
    for (Map.Entry<Integer, List<Piece>> each : bySection.entrySet()) {
      Section section = sections.get(each.getKey());
      Section references = relocations.get(each.getKey());
      var contents = section.type() == NO_BITS ? null : contents(section);
      var found =
          references == null
              ? null
              : new References(contents(references), contents, symbols, bySection);
      for (Piece piece : each.getValue()) {
        MessageDigest digest = sha256();
        add(digest, piece.name() + "\0" + piece.type() + "\0" + piece.size() + "\0");
        if (contents != null) {
          digest.update(
              contents.slice(Math.toIntExact(piece.start()), Math.toIntExact(piece.size())));
        }
        if (found != null) {
          found.add(digest, piece);
        }
        digests.add(digest.digest());
      }
    }
    if (digests.isEmpty()) {
      return Optional.empty();
    }
    digests.sort(Arrays::compareUnsigned);
    MessageDigest all = sha256();
    digests.forEach(all::update);
    for (Section section : sections) {
      if (section.name().equals(ALTERNATIVES)) {
        add(all, Arrays.toString(countBytes(contents(section))));
      }
    }
    return Optional.of(HexFormat.of().formatHex(all.digest()));
  }

  /**
   * What is in a section, in no order: code that has no names moves with the functions it is of.
   */
  private static int[] countBytes(ByteBuffer contents) {
    int[] counts = new int[256];
    while (contents.hasRemaining()) {
      counts[Byte.toUnsignedInt(contents.get())]++;
    }
    return counts;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("each Java has SHA-256", e);
    }
  }

  private static void add(MessageDigest digest, String words) {
    digest.update(words.getBytes(StandardCharsets.UTF_8));
  }

  private void readSections(ByteBuffer header) throws IOException {
    long at = header.getLong(40);
    int entry = Short.toUnsignedInt(header.getShort(58));
    ByteBuffer first = map(channel, at, entry, order);
    int count = Short.toUnsignedInt(header.getShort(60));
    // Where they are too many for the header, the first entry has the numbers.
    count = count == 0 ? Math.toIntExact(first.getLong(32)) : count;
    int names = Short.toUnsignedInt(header.getShort(62));
    names = names == ESCAPE ? first.getInt(40) : names;
    ByteBuffer table = map(channel, at, (long) entry * count, order);
    int named = entry * names;
    ByteBuffer strings = map(channel, table.getLong(named + 24), table.getLong(named + 32), order);
    for (int number = 0; number < count; number++) {
      int begin = number * entry;
      sections.add(
          new Section(
              string(strings, table.getInt(begin)),
              table.getInt(begin + 4),
              table.getLong(begin + 8),
              table.getLong(begin + 24),
              table.getLong(begin + 32),
              table.getInt(begin + 40),
              table.getInt(begin + 44)));
    }
  }

  private static String string(ByteBuffer strings, int from) {
    int end = from;
    while (strings.get(end) != 0) {
      end++;
    }
    byte[] bytes = new byte[end - from];
    strings.get(from, bytes);
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private boolean isTelling(int section) {
    return section > 0
        && section < sections.size()
        && (sections.get(section).flags() & ALLOCATED) != 0
        && !WITHOUT_PART.matcher(sections.get(section).name()).matches();
  }

  /** The table of symbols. */
  private final class Symbols {
    private final ByteBuffer table;
    private final ByteBuffer names;
    private final Optional<ByteBuffer> numbers;
    private final @Nullable String[] read;

    Symbols(int section) throws IOException {
      table = contents(sections.get(section));
      names = contents(sections.get(sections.get(section).link()));
      Optional<Section> large =
          sections.stream().filter(each -> each.type() == SECTION_NUMBERS).findFirst();
      numbers = large.isPresent() ? Optional.of(contents(large.get())) : Optional.empty();
      read = new @Nullable String[count()];
    }

    private int count() {
      return table.limit() / SYMBOL;
    }

    int type(int symbol) {
      return table.get(symbol * SYMBOL + 4) & 0xf;
    }

    /** 0 where it is of no section. */
    int section(int symbol) {
      int section = Short.toUnsignedInt(table.getShort(symbol * SYMBOL + 6));
      if (section == ESCAPE && numbers.isPresent()) {
        return numbers.get().getInt(symbol * Integer.BYTES);
      }
      return section >= FIRST_RESERVED ? 0 : section;
    }

    String name(int symbol) {
      String known = read[symbol];
      if (known == null) {
        known = NUMBER.matcher(string(names, table.getInt(symbol * SYMBOL))).replaceFirst("");
        read[symbol] = known;
      }
      return known;
    }

    /** Functions and objects by their sections, in the order of their places. */
    Map<Integer, List<Piece>> pieces() {
      var pieces = new HashMap<Integer, List<Piece>>();
      for (int symbol = 1; symbol < count(); symbol++) {
        int section = section(symbol);
        long size = table.getLong(symbol * SYMBOL + 16);
        // Objects of no size have an address all the same.
        if (type(symbol) <= LARGEST_SYMBOL_TYPE
            && (size > 0 || type(symbol) == OBJECT)
            && isTelling(section)) {
          pieces
              .computeIfAbsent(section, _ -> new ArrayList<>())
              .add(
                  new Piece(
                      name(symbol),
                      type(symbol),
                      section,
                      table.getLong(symbol * SYMBOL + 8),
                      size));
        }
      }
      pieces
          .values()
          .forEach(each ->
              each.sort(
                  Comparator.comparingLong(Piece::start)
                      .thenComparing(Comparator.comparingLong(Piece::size).reversed())
                      .thenComparing(Piece::name)));
      return pieces;
    }
  }

  /** What the pieces of one section refer to. */
  private final class References {
    private final ByteBuffer table;
    private final @Nullable ByteBuffer contents;
    private final int[] inOrder;
    private final Symbols symbols;
    private final Map<Integer, List<Piece>> pieces;

    References(
        ByteBuffer table,
        @Nullable ByteBuffer contents,
        Symbols symbols,
        Map<Integer, List<Piece>> pieces) {
      this.table = table;
      this.contents = contents;
      this.symbols = symbols;
      this.pieces = pieces;
      IntStream all = IntStream.range(0, table.limit() / RELOCATION);
      // Linkers leave them in order, mostly.
      inOrder =
          (isInOrder()
                  ? all
                  : all.boxed()
                      .sorted(Comparator.comparingLong(this::place))
                      .mapToInt(Integer::intValue))
              .toArray();
    }

    private boolean isInOrder() {
      for (int reference = 1; reference < table.limit() / RELOCATION; reference++) {
        if (place(reference) < place(reference - 1)) {
          return false;
        }
      }
      return true;
    }

    private long place(int reference) {
      return table.getLong(reference * RELOCATION);
    }

    void add(MessageDigest digest, Piece piece) {
      for (int at = first(piece.start()); at < inOrder.length; at++) {
        int reference = inOrder[at];
        if (place(reference) >= piece.start() + piece.size()) {
          break;
        }
        long info = table.getLong(reference * RELOCATION + 8);
        long addend = table.getLong(reference * RELOCATION + 16);
        FunctionDigest.add(
            digest,
            (place(reference) - piece.start())
                + " "
                + (int) info
                + " "
                + target((int) (info >>> 32), (int) info, addend, (int) place(reference))
                + "\0");
      }
    }

    /** The first reference from a place on. */
    private int first(long from) {
      int low = 0;
      int high = inOrder.length;
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (place(inOrder[middle]) < from) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      return low;
    }

    private String target(int symbol, int type, long addend, int at) {
      int section = symbols.section(symbol);
      if (symbols.type(symbol) != SECTION_SYMBOL) {
        return symbols.name(symbol) + "+" + addend;
      }
      if (!isTelling(section)) {
        return section > 0 && section < sections.size() ? sections.get(section).name() : "?";
      }
      long place =
          addend + (isX86 && RELATIVE.contains(type) ? LEAD + Operands.behind(contents, at) : 0);
      List<Piece> its = pieces.getOrDefault(section, List.of());
      int next = after(its, place);
      @Nullable Piece end = null;
      // A larger one may begin before and still be there; an end is a place as well.
      for (int back = next - 1; back >= 0 && back >= next - NESTED; back--) {
        Piece piece = its.get(back);
        if (piece.size() == 0 && piece.start() == place) {
          // It shares its place with whatever comes next, and either may be meant.
          return "no size";
        }
        if (piece.contains(place)) {
          return piece.name() + "+" + (place - piece.start());
        }
        if (piece.start() + piece.size() == place) {
          end = piece;
        }
      }
      return end != null ? "end of " + end.name() : sections.get(section).name() + "+" + addend;
    }

    /** The first piece that begins behind a place. */
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

  /** What x86-64 instructions have behind an address that is relative to their end. */
  private static final class Operands {
    private static final int OPERAND_SIZE = 0x66;

    private Operands() {}

    /**
     * Bytes of an operand behind the four of an address, by the bytes before it: Intel 64 and IA-32
     * Architectures Software Developer's Manual, volume 2, "Opcode Map".
     */
    static int behind(@Nullable ByteBuffer code, int at) {
      if (code == null || at < 3) {
        return 0;
      }
      int modes = code.get(at - 1) & 0xff;
      if ((modes & 0xc7) != 0x05) {
        // No register or memory operand that is relative.
        return 0;
      }
      int opcode = code.get(at - 2) & 0xff;
      int before = code.get(at - 3) & 0xff;
      if (before == 0x0f) {
        return switch (opcode) {
          case 0xba, 0xa4, 0xac, 0xc2, 0xc4, 0xc6, 0x70, 0x71, 0x72, 0x73 -> 1;
          default -> 0;
        };
      }
      boolean isShort =
          before == OPERAND_SIZE
              || ((before & 0xf8) == 0x40 && at > 3 && (code.get(at - 4) & 0xff) == OPERAND_SIZE);
      boolean isTest = (modes >> 3 & 7) < 2;
      return switch (opcode) {
        case 0x80, 0x83, 0xc6, 0x6b, 0xc0, 0xc1 -> 1;
        case 0x81, 0xc7, 0x69 -> isShort ? 2 : 4;
        case 0xf6 -> isTest ? 1 : 0;
        case 0xf7 -> isTest ? isShort ? 2 : 4 : 0;
        default -> 0;
      };
    }
  }
}
