package dev.halfspeed.comparison;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/**
 * A comparison of variants: fed with evidence in the order in which it came, it says what a free
 * machine should boot and what is known of each pair. The same settings and evidence give the same
 * answers, so a comparison goes on after a restart when it is fed again with what was kept.
 *
 * <p>With the stated confidence no verdict is wrong: over all pairs (Bonferroni) and however often
 * one looks. Where two variants are the same, or one only adds a constant, that needs nothing but
 * the lot: drifts, changes of regime, bursts and slow boots are allowed. Where variants differ in
 * noise too, it needs noise that is symmetric about each variant's level and independent between
 * boots, and is measured rather than proved until the comparison has seen how noisy they are
 * (docs/benchmarks/compare.md).
 *
 * <p>Not safe for several threads.
 */
public final class VariantComparison {
  /** Variants that are so many times as noisy as each other are compared boot by boot. */
  private static final double UNEQUAL = 2;

  private final ComparisonSettings settings;
  private final VariantNoise noise;
  private final List<Pair> pairs = new ArrayList<>();
  private final Set<Integer> untestable = new HashSet<>();

  /** Blocks that still lack boots, and blocks that don't, by their machine and number. */
  private final Map<Key, OpenBlock> open = new LinkedHashMap<>();

  private final Map<Key, OpenBlock> closed = new HashMap<>();
  private final Map<Integer, Integer> latest = new HashMap<>();
  private int boots;

  private record Pair(int first, int second, PairTest test) {
    boolean has(int variant) {
      return first == variant || second == variant;
    }
  }

  private record Key(int machine, int number) {
    static Key of(Block block) {
      return new Key(block.machine(), block.number());
    }
  }

  /** A comparison of which nothing is known yet. */
  public VariantComparison(ComparisonSettings settings) {
    this.settings = settings;
    noise = new VariantNoise(settings.margin());
    for (int first = 0; first < settings.variants(); first++) {
      for (int second = first + 1; second < settings.variants(); second++) {
        pairs.add(pair(first, second));
      }
    }
  }

  private Pair pair(int first, int second) {
    var test =
        new PairTest(
            settings.margin(), settings.stakes(), machine -> noiseOfBoth(machine, first, second));
    return new Pair(first, second, test);
  }

  /**
   * Takes what came back. A second result of the same boot is ignored; so is a late one of a block
   * that was drawn anew since nothing had come back of it.
   *
   * @throws IllegalArgumentException for a variant that is not compared
   */
  public void add(ComparisonEvidence evidence) {
    switch (evidence) {
      case ComparisonEvidence.Measured measured -> add(measured);
      case ComparisonEvidence.Untestable(int variant) -> {
        check(variant);
        untestable.add(variant);
      }
    }
    settle();
  }

  private void add(ComparisonEvidence.Measured measured) {
    Block block = measured.boot().block();
    block.order().forEach(this::check);
    latest.merge(block.machine(), block.number(), Math::max);
    Key key = Key.of(block);
    OpenBlock opened = closed.get(key);
    if (opened == null) {
      opened = open.computeIfAbsent(key, ignored -> new OpenBlock(block));
    }
    if (opened.block().equals(block) && !opened.has(measured.boot().place())) {
      opened.put(measured.boot().place(), measured.value());
      boots++;
    }
  }

  private void check(int variant) {
    if (variant < 0 || variant >= settings.variants()) {
      throw new IllegalArgumentException("no variant " + variant + " is compared");
    }
  }

  /** Takes in the blocks that are complete; a verdict may make others so. */
  private void settle() {
    boolean again = true;
    while (again) {
      again = false;
      double error = errorOfAPair();
      pairs.stream().filter(this::isCompared).forEach(pair -> pair.test().decide(error));
      for (Iterator<OpenBlock> blocks = open.values().iterator(); blocks.hasNext(); ) {
        OpenBlock block = blocks.next();
        if (block.isComplete(this::isNeeded)) {
          blocks.remove();
          closed.put(Key.of(block.block()), block);
          take(block);
          again = true;
          break;
        }
      }
    }
  }

  /** Adds a block's evidence to all pairs; the noise that it shows counts for later ones only. */
  private void take(OpenBlock block) {
    int machine = block.block().machine();
    for (Pair pair : pairs) {
      double[] first = block.of(pair.first());
      double[] second = block.of(pair.second());
      if (first.length == Block.BOOTS_EACH && second.length == Block.BOOTS_EACH) {
        pair.test().add(strata(pair, block.block(), first, second));
      }
    }
    for (int variant = 0; variant < settings.variants(); variant++) {
      double[] values = block.of(variant);
      if (values.length == Block.BOOTS_EACH) {
        for (int boot = 1; boot < values.length; boot++) {
          noise.add(machine, variant, values[boot - 1], values[boot]);
        }
      }
    }
  }

  /**
   * A block as one stratum; or as two, each of one boot of either variant, where one variant is far
   * noisier. Then the lot alone does not make the evidence fair, but a difference of two boots is
   * as often above its median as below. Which boots make a pair is drawn by lot, so that each pair
   * could have fallen either way.
   */
  private List<Stratum> strata(Pair pair, Block block, double[] first, double[] second) {
    double ofFirst = noise.of(block.machine(), pair.first());
    double ofSecond = noise.of(block.machine(), pair.second());
    double both = noiseOfBoth(block.machine(), pair.first(), pair.second());
    if (Math.max(ofFirst, ofSecond) < UNEQUAL * Math.min(ofFirst, ofSecond)) {
      return List.of(new Stratum(block.machine(), first, second, both));
    }
    int turn = block.lot(settings.seed(), pair.first(), pair.second()).nextInt(first.length);
    var strata = new ArrayList<Stratum>();
    for (int boot = 0; boot < first.length; boot++) {
      double other = second[(boot + turn) % second.length];
      strata.add(
          new Stratum(block.machine(), new double[] {first[boot]}, new double[] {other}, both));
    }
    return strata;
  }

  private double noiseOfBoth(int machine, int first, int second) {
    double ofFirst = noise.of(machine, first);
    double ofSecond = noise.of(machine, second);
    return Math.sqrt((ofFirst * ofFirst + ofSecond * ofSecond) / 2);
  }

  private boolean isCompared(Pair pair) {
    return !pair.test().isOpen()
        || !(untestable.contains(pair.first()) || untestable.contains(pair.second()));
  }

  private boolean isOpen(Pair pair) {
    return pair.test().isOpen() && isCompared(pair);
  }

  /** Whether boots of a variant can still tell something. */
  private boolean isNeeded(int variant) {
    return pairs.stream().anyMatch(pair -> pair.has(variant) && isOpen(pair));
  }

  /** Pairs that can't be compared can't be wrong, and leave their share to the others. */
  private double errorOfAPair() {
    long compared = pairs.stream().filter(this::isCompared).count();
    return settings.error() / Math.max(compared, 1);
  }

  /**
   * What a free machine should do.
   *
   * @param underWay boots that were handed out and have not come back, on all machines
   * @param machine number of the machine, from 0
   * @param working numbers of the machines that may go on with their blocks, this one among them
   */
  public ComparisonStep next(List<BlockBoot> underWay, int machine, Set<Integer> working) {
    Set<Integer> needed = needed();
    if (needed.isEmpty()) {
      return new ComparisonStep.Finish();
    }
    Map<Key, OpenBlock> blocks = new LinkedHashMap<>(open);
    int number = latest.getOrDefault(machine, -1);
    for (BlockBoot boot : underWay) {
      Key key = Key.of(boot.block());
      if (!closed.containsKey(key)) {
        blocks.computeIfAbsent(key, ignored -> new OpenBlock(boot.block()));
      }
      number = boot.machine() == machine ? Math.max(number, boot.block().number()) : number;
    }
    OpenBlock begun = blocks.get(new Key(machine, number));
    // What runs on a machine that is away may never come back.
    int atWork = (int) underWay.stream().filter(boot -> working.contains(boot.machine())).count();
    int left = settings.maximumBoots() - boots - atWork;
    if (begun != null && left > 0) {
      List<BlockBoot> missing = missing(begun, underWay);
      if (!missing.isEmpty()) {
        return new ComparisonStep.Start(missing.getFirst());
      }
    }
    // A block whose machine is away is not waited for: its missing boots are free for others.
    int missing =
        blocks.values().stream()
            .filter(block -> working.contains(block.block().machine()))
            .mapToInt(block -> missing(block, underWay).size())
            .sum();
    if (missing + Block.BOOTS_EACH * needed.size() > left) {
      return atWork == 0 && (missing == 0 || left <= 0)
          ? new ComparisonStep.Finish()
          : new ComparisonStep.Await();
    }
    Block block = Block.drawn(settings.seed(), machine, number + 1, needed);
    return new ComparisonStep.Start(new BlockBoot(block, 0));
  }

  private Set<Integer> needed() {
    var needed = new TreeSet<Integer>();
    pairs.stream()
        .filter(this::isOpen)
        .forEach(pair -> {
          needed.add(pair.first());
          needed.add(pair.second());
        });
    return needed;
  }

  /** The boots that a block still needs, in their order. */
  private List<BlockBoot> missing(OpenBlock block, List<BlockBoot> underWay) {
    var missing = new ArrayList<BlockBoot>();
    for (int place = 0; place < block.block().order().size(); place++) {
      var boot = new BlockBoot(block.block(), place);
      if (!block.has(place) && isNeeded(boot.variant()) && !underWay.contains(boot)) {
        missing.add(boot);
      }
    }
    return missing;
  }

  /**
   * Boots under way that can tell nothing any more: to be cancelled.
   *
   * @return some of {@code underWay}
   */
  public List<BlockBoot> useless(List<BlockBoot> underWay) {
    return underWay.stream().filter(boot -> !isNeeded(boot.variant())).toList();
  }

  /** What is known. */
  public ComparisonFindings findings() {
    double error = errorOfAPair();
    var found = new ArrayList<PairFinding>();
    int[] blocks = new int[settings.variants()];
    boolean isKnown = true;
    for (Pair pair : pairs) {
      PairVerdict verdict =
          isCompared(pair) ? pair.test().verdict(error) : new PairVerdict.Untested();
      found.add(new PairFinding(pair.first(), pair.second(), verdict));
      if (isOpen(pair)) {
        OptionalInt rounds = pair.test().blocksToGo(error);
        isKnown &= rounds.isPresent();
        blocks[pair.first()] = Math.max(blocks[pair.first()], rounds.orElse(0));
        blocks[pair.second()] = Math.max(blocks[pair.second()], rounds.orElse(0));
      }
    }
    int sum = 0;
    for (int rounds : blocks) {
      sum += Block.BOOTS_EACH * rounds;
    }
    return new ComparisonFindings(
        found, boots, isKnown ? OptionalInt.of(sum) : OptionalInt.empty());
  }
}
