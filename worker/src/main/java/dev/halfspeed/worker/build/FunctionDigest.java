package dev.halfspeed.worker.build;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * One digest of all functions and data of a relocatable ELF file, as {@code vmlinux.o} is: equal
 * ones are made of the same code and data, wherever each of them lies. What a function refers to
 * counts by its name, or where it has none by what is there: the addresses are not there yet.
 *
 * <p>Left out is what tells of code and does nothing: symbols, stack frames, places and line
 * numbers of warnings, places that tracers and mitigations patch, the space between functions.
 * Tables without names, as those of exceptions and alternatives, count by all that they refer to
 * and all their bytes, in no order. Where something can't be told, digests are not equal.
 */
public final class FunctionDigest {
  /** How deep data without a name is looked into that refers to more of it. */
  private static final int DEEPEST = 3;

  private static final int LARGEST_ADDRESS = 8;

  /** Sections that tell of code, and do nothing. */
  private static final Pattern WITHOUT_PART =
      Pattern.compile(
          "\\.(orc_|discard|smp_locks|comment|note|eh_frame|modinfo|debug|printk_index|stack"
              + "|retpoline_sites|return_sites|call_sites|ibt_endbr).*"
              + "|__bug_table|__ksymtab.*|__kcrctab.*|__mcount_loc|__patchable_function_entries");

  private static final Pattern TEXTS = Pattern.compile(".*\\.str\\d.*");

  private final ElfObject object;
  private final ElfSymbols symbols;
  private final ElfPieces pieces;
  private final Map<Integer, ByteBuffer> contents = new HashMap<>();
  private final Map<Integer, ElfReferences> references = new HashMap<>();

  /** By section: where data without a name begins that something refers to. */
  private final Map<Integer, TreeSet<Long>> marks = new HashMap<>();

  private final List<byte[]> digests = new ArrayList<>();

  private FunctionDigest(ElfObject object, ElfSymbols symbols) throws IOException {
    this.object = object;
    this.symbols = symbols;
    pieces = new ElfPieces(symbols, this::isTelling);
    List<ElfObject.Section> sections = object.sections();
    for (int number = 0; number < sections.size(); number++) {
      if (isTelling(number)) {
        contents.put(number, object.contents(number));
      }
    }
    for (int number = 0; number < sections.size(); number++) {
      int of = sections.get(number).info();
      if (sections.get(number).type() == ElfObject.RELOCATIONS && isTelling(of)) {
        references.put(of, new ElfReferences(object, object.contents(number), bytes(of), symbols));
      }
    }
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
      Optional<ElfObject> object = ElfObject.read(channel);
      Optional<ElfSymbols> symbols =
          object.isPresent() ? ElfSymbols.of(object.get()) : Optional.empty();
      return symbols.isPresent()
          ? new FunctionDigest(object.get(), symbols.get()).digest()
          : Optional.empty();
    } catch (ArithmeticException | IllegalArgumentException | IndexOutOfBoundsException damaged) {
      return Optional.empty();
    }
  }

  private boolean isTelling(int section) {
    return section > 0
        && section < object.sections().size()
        && object.sections().get(section).isInMemory()
        && !WITHOUT_PART.matcher(name(section)).matches();
  }

  private boolean isText(int section) {
    return TEXTS.matcher(name(section)).matches();
  }

  private String name(int section) {
    return object.sections().get(section).name();
  }

  private ByteBuffer bytes(int section) {
    return contents.getOrDefault(section, ByteBuffer.allocate(0));
  }

  private Optional<String> digest() {
    if (pieces.isEmpty()) {
      return Optional.empty();
    }
    references.values().forEach(this::mark);
    for (int section = 0; section < object.sections().size(); section++) {
      if (isTelling(section) && !isText(section)) {
        addPieces(section);
        addRest(section);
      }
    }
    digests.sort(Arrays::compareUnsigned);
    MessageDigest all = sha256();
    digests.forEach(all::update);
    return Optional.of(HexFormat.of().formatHex(all.digest()));
  }

  /** Marks the data without a name that is referred to. */
  private void mark(ElfReferences its) {
    for (int reference = 0; reference < its.count(); reference++) {
      int symbol = its.symbol(reference);
      int section = symbols.section(symbol);
      if (symbols.isPlace(symbol)
          && isTelling(section)
          && pieces.at(section, its.target(reference)).isEmpty()) {
        marks.computeIfAbsent(section, _ -> new TreeSet<>()).add(its.target(reference));
      }
    }
  }

  private void addPieces(int section) {
    ByteBuffer bytes = bytes(section);
    for (ElfPieces.Piece piece : pieces.of(section)) {
      MessageDigest digest = sha256();
      add(digest, piece.name() + "\0" + piece.type() + "\0" + piece.size() + "\0");
      if (bytes.limit() > 0) {
        digest.update(bytes.slice(Math.toIntExact(piece.start()), Math.toIntExact(piece.size())));
      }
      addReferences(digest, section, piece.start(), piece.end(), 0);
      digests.add(digest.digest());
    }
  }

  /**
   * What is in no piece, in no order: tables have their entries in that of the functions they are
   * of. Of code that is the space between functions, whose bytes depend on where they lie.
   */
  private void addRest(int section) {
    ByteBuffer bytes = bytes(section);
    int[] counts = new int[256];
    long at = 0;
    long size = object.sections().get(section).size();
    List<ElfPieces.Piece> all = new ArrayList<>(pieces.of(section));
    all.add(new ElfPieces.Piece("", 0, size, 0));
    for (ElfPieces.Piece piece : all) {
      addEachReference(section, at, piece.start());
      for (long place = at; place < piece.start() && place < bytes.limit(); place++) {
        counts[Byte.toUnsignedInt(bytes.get((int) place))]++;
      }
      at = Math.max(at, piece.end());
    }
    // Zeros fill what an alignment leaves.
    counts[0] = 0;
    if (!object.sections().get(section).isCode()) {
      MessageDigest digest = sha256();
      add(digest, name(section) + Arrays.toString(counts));
      digests.add(digest.digest());
    }
  }

  /** Adds what a part of a section refers to, in its order. */
  private void addReferences(MessageDigest digest, int section, long from, long until, int depth) {
    ElfReferences its = references.get(section);
    if (its == null) {
      return;
    }
    for (int at = its.first(from); at < its.count() && its.place(at) < until; at++) {
      add(digest, (its.place(at) - from) + " " + words(its, at, depth));
    }
  }

  /** Adds a digest for each reference of a part of a section. */
  private void addEachReference(int section, long from, long until) {
    ElfReferences its = references.get(section);
    if (its == null) {
      return;
    }
    for (int at = its.first(from); at < its.count() && its.place(at) < until; at++) {
      MessageDigest digest = sha256();
      add(digest, name(section) + " " + words(its, at, 0));
      digests.add(digest.digest());
    }
  }

  private String words(ElfReferences its, int reference, int depth) {
    return its.type(reference) + " " + meant(its, reference, depth) + "\0";
  }

  /** What a reference means, wherever that lies. */
  private String meant(ElfReferences its, int reference, int depth) {
    int symbol = its.symbol(reference);
    int section = symbols.section(symbol);
    if (!symbols.isPlace(symbol)) {
      return symbols.name(symbol) + "+" + its.addend(reference);
    }
    if (!isTelling(section)) {
      return section > 0 && section < object.sections().size() ? name(section) : "?";
    }
    long place = its.target(reference);
    if (isText(section)) {
      ByteBuffer texts = bytes(section);
      return place >= 0 && place < texts.limit() ? ElfObject.string(texts, (int) place) : "?";
    }
    return pieces.at(section, place).orElseGet(() -> unnamed(section, place, depth));
  }

  /** What data without a name holds, up to the next place that is referred to or has a name. */
  private String unnamed(int section, long place, int depth) {
    long size = object.sections().get(section).size();
    ByteBuffer bytes = bytes(section);
    if (depth == DEEPEST || place < 0 || place > size || bytes.limit() == 0) {
      return name(section) + "+" + place;
    }
    long end = pieces.next(section, place, size);
    Long mark = marks.getOrDefault(section, new TreeSet<>()).higher(place);
    end = mark == null ? end : Math.min(end, mark);
    ElfReferences its = references.get(section);
    // Zeros behind it fill what an alignment leaves.
    while (end > place
        && bytes.get((int) end - 1) == 0
        && (its == null || !its.isAnyIn(end - LARGEST_ADDRESS, end))) {
      end--;
    }
    MessageDigest digest = sha256();
    digest.update(bytes.slice((int) place, (int) (end - place)));
    addReferences(digest, section, place, end, depth + 1);
    return name(section) + " " + HexFormat.of().formatHex(digest.digest());
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
}
