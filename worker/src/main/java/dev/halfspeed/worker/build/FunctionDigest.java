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
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One digest of all functions and data of a relocatable ELF file, as {@code vmlinux.o} is: equal
 * ones are made of the same code and data, wherever each of them lies. What a function refers to
 * counts by its name, or where it has none by what is there: the addresses are not there yet.
 *
 * <p>Left out is what tells of code and does nothing: symbols, stack frames, places and line
 * numbers of warnings, places that tracers and mitigations patch, the space between functions.
 * Tables without names, as those of exceptions and alternatives, count by all that they refer to
 * and all their bytes, in no order. Where something can't be told, digests are not equal.
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
  private static final int EXECUTABLE = 4;
  private static final int ESCAPE = 0xffff;
  private static final int FIRST_RESERVED = 0xff00;
  private static final int HEADER = 64;
  private static final int SYMBOL = 24;
  private static final int RELOCATION = 24;

  private static final int SECTION_SYMBOL = 3;
  private static final int LARGEST_SYMBOL_TYPE = 2;
  private static final int OBJECT = 1;
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  /** Relative to the end of their four bytes, so that addends are 4 less than the place meant. */
  private static final List<Integer> RELATIVE = List.of(2, 4);

  private static final int LEAD = 4;

  /** So many pieces are looked through for one that has another one in it. */
  private static final int NESTED = 8;

  /** How deep data without a name is looked into that refers to more of it. */
  private static final int DEEPEST = 3;

  /** Compilers and macros number what has no name of its own by what came before it. */
  private static final Pattern NUMBER =
      Pattern.compile("(\\.\\d+)+$|(?<=__UNIQUE_ID_.{0,200})\\d+$");

  /** Sections that tell of code, and do nothing. */
  private static final Pattern WITHOUT_PART =
      Pattern.compile(
          "\\.(orc_|discard|smp_locks|comment|note|eh_frame|modinfo|debug|printk_index|stack"
              + "|retpoline_sites|return_sites|call_sites|ibt_endbr).*"
              + "|__bug_table|__ksymtab.*|__kcrctab.*|__mcount_loc|__patchable_function_entries");

  private static final Pattern TEXTS = Pattern.compile(".*\\.str\\d.*");

  private final FileChannel channel;
  private final ByteOrder order;
  private final boolean isX86;
  private final List<Section> sections = new ArrayList<>();
  private final Map<Integer, ByteBuffer> read = new HashMap<>();
  private final Map<Integer, References> references = new HashMap<>();
  private Map<Integer, List<Piece>> pieces = Map.of();

  /** By section: where data without a name begins that something refers to. */
  private final Map<Integer, TreeSet<Long>> marks = new HashMap<>();

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

  /** What is in a section; nothing where it has only zeros, which the file does not hold. */
  private ByteBuffer bytes(int section) {
    return read.getOrDefault(section, NOTHING);
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
    pieces = symbols.pieces();
    for (int number = 0; number < sections.size(); number++) {
      Section section = sections.get(number);
      if (section.type() == RELOCATIONS && isTelling(section.info())) {
        references.put(section.info(), new References(contents(section), section.info(), symbols));
      } else if (section.type() != NO_BITS && isTelling(number)) {
        read.put(number, contents(section));
      }
    }
    references.values().forEach(References::mark);
    List<byte[]> digests = new ArrayList<>();
    for (int number = 0; number < sections.size(); number++) {
      if (isTelling(number) && !isText(number)) {
        addPieces(number, digests);
        addRest(number, digests);
      }
    }
    if (pieces.isEmpty()) {
      return Optional.empty();
    }
    digests.sort(Arrays::compareUnsigned);
    MessageDigest all = sha256();
    digests.forEach(all::update);
    return Optional.of(HexFormat.of().formatHex(all.digest()));
  }

  private void addPieces(int section, List<byte[]> digests) {
    References its = references.get(section);
    ByteBuffer bytes = bytes(section);
    for (Piece piece : pieces.getOrDefault(section, List.of())) {
      MessageDigest digest = sha256();
      add(digest, piece.name() + "\0" + piece.type() + "\0" + piece.size() + "\0");
      if (bytes.limit() > 0) {
        digest.update(bytes.slice(Math.toIntExact(piece.start()), Math.toIntExact(piece.size())));
      }
      if (its != null) {
        its.add(digest, piece.start(), piece.start() + piece.size(), 0);
      }
      digests.add(digest.digest());
    }
  }

  /**
   * What is in no piece, in no order: tables have their entries in that of the functions they are
   * of. Of code that is the space between functions, whose bytes depend on where they lie.
   */
  private void addRest(int number, List<byte[]> digests) {
    Section section = sections.get(number);
    References its = references.get(number);
    ByteBuffer bytes = bytes(number);
    int[] counts = new int[256];
    long at = 0;
    List<Piece> all = new ArrayList<>(pieces.getOrDefault(number, List.of()));
    all.add(new Piece("", 0, number, section.size(), 0));
    for (Piece piece : all) {
      if (piece.start() > at) {
        if (its != null) {
          its.addEach(digests, at, piece.start());
        }
        for (long place = at; place < piece.start() && place < bytes.limit(); place++) {
          counts[Byte.toUnsignedInt(bytes.get((int) place))]++;
        }
      }
      at = Math.max(at, piece.start() + piece.size());
    }
    // Zeros fill what an alignment leaves.
    counts[0] = 0;
    if ((section.flags() & EXECUTABLE) == 0) {
      MessageDigest digest = sha256();
      add(digest, section.name() + Arrays.toString(counts));
      digests.add(digest.digest());
    }
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

  private boolean isText(int section) {
    return TEXTS.matcher(sections.get(section).name()).matches();
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

    long place(int symbol) {
      return table.getLong(symbol * SYMBOL + 8);
    }

    /** Whether it is a place in a section and no more, as a section's beginning or a label. */
    boolean isPlace(int symbol) {
      boolean isLabel =
          table.get(symbol * SYMBOL + 4) == 0
              && table.getLong(symbol * SYMBOL + 16) == 0
              && isTelling(section(symbol));
      return type(symbol) == SECTION_SYMBOL || isLabel;
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
              .add(new Piece(name(symbol), type(symbol), section, place(symbol), size));
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

  /** What one section refers to. */
  private final class References {
    private final ByteBuffer table;
    private final int section;
    private final Symbols symbols;
    private final int[] inOrder;

    References(ByteBuffer table, int section, Symbols symbols) {
      this.table = table;
      this.section = section;
      this.symbols = symbols;
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

    private int type(int reference) {
      return table.getInt(reference * RELOCATION + (order == ByteOrder.LITTLE_ENDIAN ? 8 : 12));
    }

    private int symbol(int reference) {
      return table.getInt(reference * RELOCATION + (order == ByteOrder.LITTLE_ENDIAN ? 12 : 8));
    }

    private long addend(int reference) {
      return table.getLong(reference * RELOCATION + 16);
    }

    /** Where a reference to a place goes. */
    private long target(int reference) {
      boolean isRelative = isX86 && RELATIVE.contains(type(reference));
      return symbols.place(symbol(reference))
          + addend(reference)
          + (isRelative ? LEAD + Operands.behind(bytes(section), (int) place(reference)) : 0);
    }

    /** Marks the data without a name that is referred to. */
    void mark() {
      for (int reference : inOrder) {
        int symbol = symbol(reference);
        int to = symbols.section(symbol);
        if (symbols.isPlace(symbol) && isTelling(to) && named(to, target(reference)).isEmpty()) {
          marks.computeIfAbsent(to, _ -> new TreeSet<>()).add(target(reference));
        }
      }
    }

    /** Adds the references from one place to another, in their order. */
    void add(MessageDigest digest, long from, long until, int depth) {
      for (int at = first(from); at < inOrder.length && place(inOrder[at]) < until; at++) {
        int reference = inOrder[at];
        FunctionDigest.add(digest, (place(reference) - from) + " " + words(reference, depth));
      }
    }

    /** Adds a digest of each of them. */
    void addEach(List<byte[]> digests, long from, long until) {
      for (int at = first(from); at < inOrder.length && place(inOrder[at]) < until; at++) {
        MessageDigest digest = sha256();
        FunctionDigest.add(digest, sections.get(section).name() + " " + words(inOrder[at], 0));
        digests.add(digest.digest());
      }
    }

    boolean isAnyIn(long from, long until) {
      int at = first(from);
      return at < inOrder.length && place(inOrder[at]) < until;
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

    private String words(int reference, int depth) {
      return type(reference) + " " + meant(reference, depth) + "\0";
    }

    private String meant(int reference, int depth) {
      int symbol = symbol(reference);
      int to = symbols.section(symbol);
      if (!symbols.isPlace(symbol)) {
        return symbols.name(symbol) + "+" + addend(reference);
      }
      if (!isTelling(to)) {
        return to > 0 && to < sections.size() ? sections.get(to).name() : "?";
      }
      long place = target(reference);
      if (isText(to)) {
        ByteBuffer texts = bytes(to);
        return place >= 0 && place < texts.limit() ? string(texts, (int) place) : "?";
      }
      return named(to, place).orElseGet(() -> unnamed(to, place, depth));
    }
  }

  /** The name of what is at a place, with how far into it that is; empty where nothing is. */
  private Optional<String> named(int section, long place) {
    List<Piece> its = pieces.getOrDefault(section, List.of());
    int next = after(its, place);
    Optional<String> edge = Optional.empty();
    // A larger one may begin before and still be there. An end is a place as well, and so is that
    // of
    // what has no size; whatever else begins there is meant by the same address.
    for (int back = next - 1; back >= 0 && back >= next - NESTED; back--) {
      Piece piece = its.get(back);
      if (piece.contains(place)) {
        return Optional.of(piece.name() + "+" + (place - piece.start()));
      }
      if (edge.isEmpty() && piece.start() + piece.size() == place) {
        edge = Optional.of("end of " + piece.name());
      }
    }
    return edge;
  }

  /** What data without a name holds, up to the next place that is referred to or has a name. */
  private String unnamed(int section, long place, int depth) {
    Section of = sections.get(section);
    if (depth == DEEPEST || place < 0 || place > of.size()) {
      return of.name() + "+" + place;
    }
    List<Piece> its = pieces.getOrDefault(section, List.of());
    int next = after(its, place);
    long end = next < its.size() ? its.get(next).start() : of.size();
    Long mark = marks.getOrDefault(section, new TreeSet<>()).higher(place);
    end = mark == null ? end : Math.min(end, mark);
    References references = this.references.get(section);
    ByteBuffer bytes = bytes(section);
    // Zeros behind it fill what an alignment leaves.
    while (end > place
        && (bytes.limit() == 0 || bytes.get((int) end - 1) == 0)
        && (references == null || !references.isAnyIn(end - 8, end))) {
      end--;
    }
    MessageDigest digest = sha256();
    if (bytes.limit() > 0) {
      digest.update(bytes.slice((int) place, (int) (end - place)));
    }
    if (references != null) {
      references.add(digest, place, end, depth + 1);
    }
    return of.name() + " " + HexFormat.of().formatHex(digest.digest());
  }

  /** The number of the first piece that begins behind a place. */
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

  /** What x86-64 instructions have behind an address that is relative to their end. */
  private static final class Operands {
    private static final int OPERAND_SIZE = 0x66;

    private Operands() {}

    /**
     * Bytes of an operand behind the four of an address, by the bytes before it: Intel 64 and IA-32
     * Architectures Software Developer's Manual, volume 2, "Opcode Map".
     */
    static int behind(ByteBuffer code, int at) {
      if (at < 3 || at > code.limit()) {
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
