package dev.halfspeed.web.page;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Addresses of pages. What a page shows is all in its address. */
public final class Links {
  /** Where the API begins. */
  public static final String API = "/api/v1";

  /** Digits of a series' or a commit's id in an address: enough to tell them apart. */
  private static final int DIGITS = 16;

  private static final String WATCH = "watch ";
  private static final String VARIANTS = "/variants";

  private Links() {}

  /** The list of campaigns. */
  public static String campaigns() {
    return "/";
  }

  /** A campaign of any kind, by its id. */
  public static String campaignOf(String id) {
    return switch (id.isEmpty() ? ' ' : id.charAt(0)) {
      case 'b' -> campaign(id, true);
      case 'k' -> campaign(id, false);
      case 'c' -> check(id);
      case 'o' -> configBisection(id);
      default -> campaigns() + query("text", id, "by", "all");
    };
  }

  /** The list of images. */
  public static String images() {
    return "/images";
  }

  /**
   * What was measured; empty texts filter nothing.
   *
   * @param first name of a variant that is chosen to be shown beside another
   */
  public static String variants(String first, String commit, String campaign, String before) {
    return VARIANTS
        + query("first", first, "commit", commit, "campaign", campaign, "before", before);
  }

  /** Two variants that were measured, beside each other. */
  public static String pair(String first, String second) {
    return VARIANTS + "/pair" + query("first", first, "second", second);
  }

  /** Campaigns that have to do with a commit. */
  public static String campaignsOf(String commit) {
    return campaigns() + query("commit", commit, "by", "all");
  }

  /** All machines. */
  public static String machines() {
    return "/machines";
  }

  /** One machine. */
  public static String machine(String name) {
    return "/machines/" + part(name);
  }

  /**
   * A machine on another day than the last one.
   *
   * @param day empty: the last 24 hours
   */
  public static String machineDay(String name, String day, int page) {
    return machine(name) + query("day", day, "page", page > 1 ? Integer.toString(page) : "");
  }

  /** The log of a job, given as NAME/ATTEMPT or, for the first attempt, NAME: its end. */
  public static String log(String job) {
    int slash = job.indexOf('/');
    return slash < 0
        ? log(job + "/1")
        : "/jobs/" + part(job.substring(0, slash)) + "/" + part(job.substring(slash + 1)) + "/log";
  }

  /**
   * What the row of a job's attempt is called within a page: it stays the same when other rows come
   * before it.
   *
   * @param table such as job; an attempt that is in two tables of a page needs two names
   */
  public static String row(String table, String job) {
    return table + "-" + job.replace('/', '-');
  }

  /** A line of a job's log, from 1. */
  public static String log(String job, long line) {
    return log(job) + query("line", Long.toString(line)) + "#L" + line;
  }

  /** All bytes of a job's log. */
  public static String rawLog(String job) {
    return API + log(job);
  }

  /** A check of a machine. */
  public static String check(String id) {
    return "/checks/" + part(id);
  }

  /**
   * The audit log.
   *
   * @param since a day or a time; empty: from the beginning
   * @param by a principal; empty: all
   * @param before a number of an entry; empty: the newest ones
   */
  public static String audit(String since, String by, String before) {
    return "/audit" + query("since", since, "by", by, "before", before);
  }

  /** Who is logged in. */
  public static String account() {
    return "/account";
  }

  /** The overview of watches. */
  public static String watches() {
    return "/watches";
  }

  /** The overview, with what is new since a moment. */
  public static String watchesSince(String since) {
    return "/watches" + query("since", since);
  }

  /** One watch. */
  public static String watch(String name) {
    return "/watches/" + part(name);
  }

  /** Points of a watch that are older than those of another page of them. */
  public static String olderPoints(String name, long before) {
    return watch(name) + query("before", Long.toString(before)) + "#points";
  }

  /** A series around its newest change. */
  public static String series(String watch, String id) {
    return watch(watch) + "/series" + query("id", brief(id));
  }

  /** A series around a change, given by the commit with which that came. */
  public static String series(String watch, String id, String commit) {
    return watch(watch) + "/series" + query("id", brief(id), "change", brief(commit));
  }

  /** A part of a series. */
  public static String series(String watch, String id, Instant from, Instant until) {
    return watch(watch)
        + "/series"
        + query("id", brief(id), "from", from.toString(), "to", until.toString());
  }

  /** A further page of a part's points. */
  public static String points(String watch, String id, Instant from, Instant until, int page) {
    return series(watch, id, from, until) + "&page=" + page + "#points";
  }

  /** The same part of a series for programs. */
  public static String seriesJson(String watch, String id, Instant from, Instant until) {
    return API
        + watch(watch)
        + "/series/"
        + part(id)
        + query("from", from.toString(), "to", until.toString());
  }

  /** Regressions, filtered; empty texts filter nothing. */
  public static String regressions(String state, String source, int page) {
    return "/regressions"
        + query("state", state, "source", source, "page", page > 1 ? Integer.toString(page) : "");
  }

  /** One regression. */
  public static String regression(String id) {
    return "/regressions/" + part(id);
  }

  /** A campaign that looks for a commit, or one that compares kernels. */
  public static String campaign(String id, boolean isBisection) {
    return isBisection ? "/bisections/" + part(id) : comparison(id);
  }

  /** An effective .config of a bisection's images. */
  public static String config(String bisection, String digest) {
    return campaign(bisection, true) + "/configs/" + part(digest);
  }

  /** The latencies of a bisection's boot. */
  public static String latencies(String bisection, int boot) {
    return campaign(bisection, true) + "/boots/" + boot + "/latencies";
  }

  /** A picture or a text of a bisection's profiles. */
  public static String profile(String bisection, String file) {
    return campaign(bisection, true) + "/profile/" + part(file);
  }

  /** A sample of a bisection, by its number from 1. */
  public static String sample(String bisection, long number) {
    return campaign(bisection, true) + "/samples/" + number;
  }

  /** A search for options. */
  public static String configBisection(String id) {
    return "/config-bisections/" + part(id);
  }

  /** A bisection, as an address asks for it. */
  public static String bisection(String id, BisectionQuery query) {
    return campaign(id, true)
        + query(
            "zoom",
            query.zoom() ? "suspects" : "",
            "commits",
            page(query.commits()),
            "boots",
            page(query.boots()),
            "faults",
            page(query.faults()),
            "decisions",
            page(query.decisions()));
  }

  private static String page(int page) {
    return page > 1 ? Integer.toString(page) : "";
  }

  /**
   * The chart of a bisection as a file.
   *
   * @param ending svg or png
   */
  public static String chart(String id, boolean isZoomed, String ending) {
    return campaign(id, true) + "/chart." + ending + query("zoom", isZoomed ? "suspects" : "");
  }

  /**
   * The chart of a part of a series as a file.
   *
   * @param ending svg or png
   */
  public static String chart(String watch, String id, Instant from, Instant until, String ending) {
    return watch(watch)
        + "/series/chart."
        + ending
        + query("id", brief(id), "from", from.toString(), "to", until.toString());
  }

  /** A comparison. */
  public static String comparison(String id) {
    return "/comparisons/" + part(id);
  }

  /** The watch that raised an alarm, by the alarm's source. */
  public static @Nullable String watchOf(String source) {
    return source.startsWith(WATCH) ? source.substring(WATCH.length()) : null;
  }

  /** The id of the series that an alarm is of: the reference's own has its name behind it. */
  public static String seriesOf(String name) {
    return name.split(" ", 2)[0];
  }

  private static String brief(String id) {
    return id.length() > DIGITS ? id.substring(0, DIGITS) : id;
  }

  public static String query(String... namesAndValues) {
    List<String> pairs = new ArrayList<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      if (!namesAndValues[i + 1].isEmpty()) {
        pairs.add(namesAndValues[i] + "=" + part(namesAndValues[i + 1]));
      }
    }
    return pairs.isEmpty() ? "" : "?" + String.join("&", pairs);
  }

  private static String part(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
