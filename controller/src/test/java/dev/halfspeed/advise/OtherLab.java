package dev.halfspeed.advise;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Somebody else's lab: knows the protocol only, and keeps every line that went over it. */
final class OtherLab {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Function<String, String> advisor;
  private final List<String> sent = new ArrayList<>();
  private final List<String> received = new ArrayList<>();

  OtherLab(Function<String, String> advisor) {
    this.advisor = advisor;
  }

  /** With the real search, and no patience for bugs. */
  static OtherLab real() {
    return new OtherLab(
        new Advisor(bug -> {
          throw new AssertionError("a bug", bug);
        })
            ::answer);
  }

  List<String> sent() {
    return sent;
  }

  List<String> received() {
    return received;
  }

  /** Says a line and reads the answer; single quotes stand for double ones. */
  JsonNode say(String line) {
    String plain = line.replace('\'', '"');
    String answer = advisor.apply(plain);
    sent.add(plain);
    received.add(answer);
    return JSON.readTree(answer);
  }

  /** A line of commits c1, c2, ... on the good commit c0, as the fields of an opening. */
  static String chain(int size) {
    var commits = new ArrayList<String>();
    for (int commit = 1; commit <= size; commit++) {
      commits.add("{'id': 'c" + commit + "', 'parents': ['c" + (commit - 1) + "']}");
    }
    return "'commits': ["
        + String.join(", ", commits)
        + "], 'good': 'c0', 'bad': 'c"
        + size
        + "', 'machines': [{'name': 'm1'}, {'name': 'm2'}]";
  }

  /**
   * Opens a session on a chain.
   *
   * @param more fields, each with a comma before it
   */
  JsonNode open(String session, int size, String more) {
    return say("{'type': 'open', 'session': '" + session + "', " + chain(size) + more + "}");
  }

  /** How an action ends, as fields of its result. */
  @FunctionalInterface
  interface Truth {
    String result(JsonNode action);
  }

  /** Works until there is a conclusion: each machine does one thing at a time, in turn. */
  JsonNode work(String session, Truth truth, String... machines) {
    Deque<String> idle = new ArrayDeque<>(List.of(machines));
    Deque<String> resting = new ArrayDeque<>();
    Deque<JsonNode> busy = new ArrayDeque<>();
    for (int step = 0; step < 2000; step++) {
      while (!idle.isEmpty()) {
        String machine = idle.pop();
        JsonNode answer =
            say("{'type': 'idle', 'session': '" + session + "', 'machine': '" + machine + "'}");
        switch (answer.path("type").asString()) {
          case "do" -> busy.add(answer);
          case "wait" -> resting.add(machine);
          case "conclusion" -> {
            return answer;
          }
          default -> throw new AssertionError(answer.toString());
        }
      }
      if (busy.isEmpty()) {
        throw new AssertionError("the lab was left waiting: " + received.getLast());
      }
      JsonNode action = busy.pop();
      JsonNode noted =
          say(
              "{'type': 'result', 'session': '"
                  + session
                  + "', 'action': '"
                  + action.path("action").asString()
                  + "', "
                  + truth.result(action)
                  + "}");
      if (!noted.path("type").asString().equals("noted")) {
        throw new AssertionError(noted.toString());
      }
      idle.add(action.path("machine").asString());
      idle.addAll(resting);
      resting.clear();
    }
    throw new AssertionError("endless");
  }

  /**
   * A metric of 1000 with noise between boots, which some commit changes by a factor.
   *
   * @param culprit number of the commit in the chain
   */
  static Truth metric(int culprit, double factor, double noise) {
    Map<String, Integer> boots = new HashMap<>();
    return action -> {
      if (action.path("kind").asString().equals("build")) {
        return "'outcome': 'built'";
      }
      int number = number(action.path("commit").asString());
      boolean bad = number >= culprit && !isRevertOf(action, culprit);
      String key = action.path("commit").asString() + action.path("revert_of");
      int boot = boots.merge(key, 1, Integer::sum);
      var random = new SplittableRandom(31L * key.hashCode() + boot);
      random.nextLong();
      double value = 1000 * (bad ? factor : 1) * Math.exp(noise * random.nextGaussian());
      return "'outcome': 'measured', 'values': [" + value + "]";
    };
  }

  /** The same, and each image has luck of its own with its layout. */
  static Truth metricWithLuck(int culprit, double factor, double noise, double luck) {
    Truth truth = metric(culprit, factor, noise);
    return action -> {
      String result = truth.result(action);
      int values = result.indexOf('[');
      if (values < 0) {
        return result;
      }
      String image =
          action.path("commit").asString() + action.path("revert_of") + action.path("layout");
      var random = new SplittableRandom(77L * image.hashCode());
      random.nextLong();
      double value = Double.parseDouble(result.substring(values + 1, result.indexOf(']')));
      return result.substring(0, values + 1) + value * Math.exp(luck * random.nextGaussian()) + "]";
    };
  }

  /**
   * Runs that fail at one rate before a commit of the chain and at another from it on.
   *
   * @param culprit number of the commit in the chain
   */
  static Truth passFail(int culprit, double failsWhenGood, double failsWhenBad, long seed) {
    var random = new SplittableRandom(seed);
    return action -> {
      if (action.path("kind").asString().equals("build")) {
        return "'outcome': 'built'";
      }
      boolean bad =
          number(action.path("commit").asString()) >= culprit && !isRevertOf(action, culprit);
      int failed = 0;
      int runs = action.path("runs").asInt();
      for (int run = 0; run < runs; run++) {
        failed += random.nextDouble() < (bad ? failsWhenBad : failsWhenGood) ? 1 : 0;
      }
      return "'outcome': 'judged', 'passed': " + (runs - failed) + ", 'failed': " + failed;
    };
  }

  static boolean isRevertOf(JsonNode action, int culprit) {
    return action.path("revert_of").asString("").equals("c" + culprit);
  }

  static int number(String commit) {
    return Integer.parseInt(commit.substring(1));
  }

  /** A line as an object to be changed. */
  static ObjectNode object(String line) {
    return (ObjectNode) JSON.readTree(line.replace('\'', '"'));
  }
}
