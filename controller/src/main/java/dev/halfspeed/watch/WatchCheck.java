package dev.halfspeed.watch;

import dev.halfspeed.problem.NearestName;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.report.Printable;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Checks a watch whole before it is added: numbers and words first, since that is quick, then the
 * repository, then what the lab would be asked for.
 */
final class WatchCheck {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,39}");
  private static final Pattern REF = Pattern.compile("[^\\s~^:\\\\\\[\\]@{}]{1,200}");
  private static final int MOST_REFS = 20;
  private static final int MOST_WORKLOADS = 20;
  private static final Duration MOST_SELDOM = Duration.ofDays(30);
  private static final int MOST_RUNS = 1000;
  private static final int MOST_BACKLOG = 1000;
  private static final int MOST_BISECTIONS = 1000;
  private static final int HOURS_OF_A_DAY = 24;

  private final WatchedRepositories repositories;
  private final PointCampaigns campaigns;

  WatchCheck(WatchedRepositories repositories, PointCampaigns campaigns) {
    this.repositories = repositories;
    this.campaigns = campaigns;
  }

  /**
   * Checks.
   *
   * @param others the watches that there are, by name
   * @return what is kept with the watch
   * @throws Problem the first thing that is not as it must be
   */
  WatchDetail check(WatchRequest request, Map<String, WatchRequest> others, Instant now)
      throws Problem {
    checkName(request, others);
    checkSchedule(request, now);
    checkNumbers(request);
    checkRefs(request.refs());
    checkWorkloads(request.workloads());
    checkBackfill(request);
    try (WatchedRepositories.Reading repository = repositories.open(request.repository())) {
      List<Tip> tips = repository.tips();
      for (WatchRequest.Ref ref : request.refs()) {
        checkFound(request, repository, ref, tips);
      }
      Tip reference = repository.kernel(request.reference());
      String remote = request.remote();
      if (remote != null) {
        repositories.probe(request.repository(), remote);
      }
      PointCampaigns.Checked checked = checkLab(request, reference);
      if (request.machineHoursADay() > (double) HOURS_OF_A_DAY * checked.machines()) {
        throw new Problem(
            "a budget of %s machine hours a day for %d machine%s"
                .formatted(
                    number(request.machineHoursADay()),
                    checked.machines(),
                    checked.machines() == 1 ? "" : "s"),
            "give --budget at most " + HOURS_OF_A_DAY * checked.machines());
      }
      return new WatchDetail(
          reference.commit(),
          reference.subject(),
          Sightings.known(request.refs(), request.backfill(), tips),
          checked.machines());
    }
  }

  private static void checkName(WatchRequest request, Map<String, WatchRequest> others)
      throws Problem {
    if (!NAME.matcher(request.name()).matches()) {
      throw new Problem(
          "a watch can't be called \"" + Printable.line(request.name(), 60) + "\"",
          "name it with up to 40 letters, digits, dots, dashes or underscores, such as mainline");
    }
    if (others.containsKey(request.name())) {
      throw new Problem(
          "there is a watch \"" + request.name() + "\" already",
          "choose another name, or remove that one first: halfspeed watch remove "
              + request.name());
    }
    Optional<String> twin =
        others.entrySet().stream()
            .filter(other -> isAlike(other.getValue(), request))
            .map(Map.Entry::getKey)
            .findFirst();
    if (twin.isPresent()) {
      throw new Problem(
          "watch \"" + twin.get() + "\" does just what this one would do",
          "use that one (halfspeed watch show "
              + twin.get()
              + "), or change what this one watches, measures or compares with");
    }
  }

  /** Whether two measure the same kernels in the same way, however often. */
  private static boolean isAlike(WatchRequest one, WatchRequest other) {
    return one.repository().equals(other.repository())
        && Set.copyOf(one.refs()).equals(Set.copyOf(other.refs()))
        && one.reference().equals(other.reference())
        && Set.copyOf(one.workloads()).equals(Set.copyOf(other.workloads()))
        && one.configBase().equals(other.configBase())
        && one.configFragments().equals(other.configFragments())
        && String.valueOf(one.lab()).equals(String.valueOf(other.lab()));
  }

  private static void checkSchedule(WatchRequest request, Instant now) throws Problem {
    if (request.everyMinutes() < 1 || request.every().compareTo(MOST_SELDOM) > 0) {
      throw new Problem(
          "a look every " + request.everyMinutes() + " minutes",
          "give --every from 1m to " + MOST_SELDOM.toDays() + "d, such as --every 1h");
    }
    Instant start = request.start();
    Instant until = request.until();
    if (start != null && !start.isAfter(now)) {
      throw new Problem(
          "the watch would start in the past, at " + start + "; it is " + now + " now",
          "give --start a time to come, in UTC unless it says otherwise, or leave it out: at once");
    }
    if (until != null && !until.isAfter(now)) {
      throw new Problem(
          "the watch would end in the past, at " + until + "; it is " + now + " now",
          "give --until a time to come, or leave it out: for ever");
    }
    if (start != null && until != null && !until.isAfter(start)) {
      throw new Problem(
          "the watch would end at " + until + ", before it starts at " + start,
          "give --until a time after --start");
    }
  }

  private static void checkNumbers(WatchRequest request) throws Problem {
    double hours = request.machineHoursADay();
    if (!(hours > 0) || Double.isInfinite(hours)) {
      throw new Problem(
          "a budget of " + number(hours) + " machine hours a day measures nothing",
          "give --budget above 0, such as --budget 8; halfspeed watch pause stops a watch for a"
              + " while");
    }
    require(request.bisectionsAnHour(), 0, MOST_BISECTIONS, "bisections an hour", "--bisections");
    require(
        request.blocks(), 1, PointOrder.MOST_BLOCKS, "blocks of boots for each point", "--blocks");
    require(request.runs(), 1, MOST_RUNS, "runs in each boot", "--runs");
    require(request.backlog(), 1, MOST_BACKLOG, "waiting points", "--backlog");
  }

  private static String number(double number) {
    return number == Math.rint(number) && Math.abs(number) < 1e9
        ? Long.toString((long) number)
        : Double.toString(number);
  }

  private static void require(int number, int least, int most, String what, String option)
      throws Problem {
    if (number < least || number > most) {
      throw new Problem(
          number + " " + what, "give %s from %d to %d".formatted(option, least, most));
    }
  }

  private static void checkBackfill(WatchRequest request) throws Problem {
    require(request.backfill(), 0, MOST_BACKLOG, "tags to measure at the start", "--backfill");
    if (request.backfill() > request.backlog()) {
      throw new Problem(
          "%d tags are to be measured at the start, but only %d may wait"
              .formatted(request.backfill(), request.backlog()),
          "give --backfill at most as many as --backlog");
    }
    if (request.backfill() > 0
        && request.refs().stream().noneMatch(ref -> ref.kind() == WatchRequest.Kind.TAGS)) {
      throw new Problem(
          "tags are to be measured at the start, but no tags are watched",
          "watch some, such as --tags 'v*', or leave --backfill out");
    }
  }

  private static void checkRefs(List<WatchRequest.Ref> refs) throws Problem {
    if (refs.isEmpty()) {
      throw new Problem(
          "the watch has nothing to watch",
          "name a branch (--branch origin/master), tags (--tags 'v*'), or both");
    }
    if (refs.size() > MOST_REFS) {
      throw new Problem(
          refs.size() + " refs to watch",
          "name at most " + MOST_REFS + ": a pattern such as 'origin/linux-*.y' stands for many");
    }
    var seen = new HashSet<String>();
    for (WatchRequest.Ref ref : refs) {
      checkRef(ref);
      if (!seen.add((ref.kind() == WatchRequest.Kind.TAGS) + ref.pattern())) {
        throw new Problem("\"" + ref.pattern() + "\" is watched twice", "name it once");
      }
    }
  }

  private static void checkRef(WatchRequest.Ref ref) throws Problem {
    checkPattern(ref.pattern());
    String mainline = ref.mainline();
    boolean isRebuilt = ref.kind() == WatchRequest.Kind.REBUILT;
    if (isRebuilt && mainline == null) {
      throw new Problem(
          "\"" + ref.pattern() + "\" is rebuilt again and again, and its mainline is missing",
          "name the branch that it is based on, such as --mainline origin/master");
    }
    if (!isRebuilt && mainline != null) {
      throw new Problem(
          "\"" + ref.pattern() + "\" has a mainline, but is no rebuilt tree",
          "give the mainline with --rebuilt only");
    }
    if (isRebuilt && new NamePattern(ref.pattern()).isWild()) {
      throw new Problem(
          "\"" + ref.pattern() + "\" is a pattern; a rebuilt tree is one branch",
          "name the branch, such as --rebuilt next/master");
    }
    if (mainline != null) {
      checkPattern(mainline);
      if (mainline.equals(ref.pattern())) {
        throw new Problem(
            "\"" + mainline + "\" would be compared with itself",
            "name the branch that the rebuilt tree is based on: --mainline BRANCH");
      }
    }
  }

  private static void checkPattern(String pattern) throws Problem {
    if (!REF.matcher(pattern).matches() || pattern.contains("..") || pattern.startsWith("-")) {
      throw new Problem(
          "\"" + Printable.line(pattern, 60) + "\" is no name or pattern of branches or tags",
          "write a name in which * stands for any text and ? for one letter, such as 'v*-rc*'");
    }
    if (pattern.startsWith("refs/")) {
      throw new Problem(
          "\"" + Printable.line(pattern, 60) + "\" is a full ref",
          "write it without refs/heads/, refs/remotes/ or refs/tags/");
    }
  }

  private static void checkWorkloads(List<WatchRequest.Workload> workloads) throws Problem {
    if (workloads.isEmpty() || workloads.size() > MOST_WORKLOADS) {
      throw new Problem(
          workloads.size() + " recipes to measure with", "name from 1 to " + MOST_WORKLOADS);
    }
    var seen = new HashSet<List<Object>>();
    for (WatchRequest.Workload workload : workloads) {
      if (!seen.add(
          List.of(workload.recipe(), String.valueOf(workload.profile()), workload.parameters()))) {
        throw new Problem(
            "recipe \"" + Printable.line(workload.recipe(), 80) + "\" is measured twice in one way",
            "name it once, or with other parameters");
      }
    }
  }

  private static void checkFound(
      WatchRequest request,
      WatchedRepositories.Reading repository,
      WatchRequest.Ref ref,
      List<Tip> tips)
      throws Problem {
    boolean isTags = ref.kind() == WatchRequest.Kind.TAGS;
    requireFit(request, ref.pattern(), isTags, tips);
    String mainline = ref.mainline();
    if (mainline != null) {
      requireFit(request, mainline, false, tips);
      Tip tip =
          tips.stream()
              .filter(each -> !each.isTag() && each.name().equals(ref.pattern()))
              .findFirst()
              .orElseThrow();
      repository.base(mainline, tip.commit());
    }
  }

  private static void requireFit(WatchRequest request, String text, boolean isTags, List<Tip> tips)
      throws Problem {
    var pattern = new NamePattern(text);
    String what = isTags ? "tag" : "branch";
    if (tips.stream().anyMatch(tip -> tip.isTag() == isTags && pattern.fits(tip.name()))) {
      return;
    }
    boolean isOther = tips.stream().anyMatch(tip -> pattern.fits(tip.name()));
    if (isOther) {
      throw new Problem(
          "no %s fits \"%s\" in %s, but a %s does"
              .formatted(what, text, request.repository(), isTags ? "branch" : "tag"),
          isTags ? "watch it as --branch " + text : "watch it as --tags '" + text + "'");
    }
    Set<String> names =
        tips.stream()
            .filter(tip -> tip.isTag() == isTags)
            .map(Tip::name)
            .collect(Collectors.toCollection(TreeSet::new));
    List<String> near =
        pattern.isWild()
            ? List.of()
            : names.stream().anyMatch(name -> name.endsWith("/" + text))
                ? names.stream().filter(name -> name.endsWith("/" + text)).limit(3).toList()
                : NearestName.allOf(text, names);
    throw new Problem(
        "no %s fits \"%s\" in %s".formatted(what, text, request.repository()),
        near.isEmpty()
            ? "list what there is: git -C %s %s"
                .formatted(request.repository(), isTags ? "tag" : "branch -a")
            : "did you mean " + String.join(" or ", near) + "?");
  }

  private PointCampaigns.Checked checkLab(WatchRequest request, Tip reference) throws Problem {
    PointCampaigns.Checked checked = new PointCampaigns.Checked(1);
    for (WatchRequest.Workload workload : request.workloads()) {
      checked =
          campaigns.check(
              new PointOrder(
                  WatchAlarms.owner(request.name()),
                  request.repository(),
                  reference.commit(),
                  reference.commit(),
                  request.reference(),
                  workload,
                  request.configBase(),
                  request.configFragments(),
                  request.lab(),
                  request.blocks(),
                  request.runs(),
                  request.seed()));
    }
    return checked;
  }
}
