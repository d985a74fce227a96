package dev.halfspeed.advise;

import dev.halfspeed.problem.NearestName;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.search.BayesianSearch;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Answers line by line; holds the sessions. Used by one thread. */
final class Advisor {
  private static final int LONGEST_NAME = 1000;

  /** What is said of a line may quote it; nobody reads more. */
  private static final int LONGEST_WORDS = 600;

  private final SearchMaker maker;
  private final Consumer<RuntimeException> bugs;
  private final MemoryBudget memory;
  private final Map<String, Session> sessions = new LinkedHashMap<>();
  private long lines;

  /**
   * Has no session yet.
   *
   * @param memory that the sessions share
   * @param bugs told of what should not have happened; the session goes on
   */
  Advisor(SearchMaker maker, MemoryBudget memory, Consumer<RuntimeException> bugs) {
    this.maker = maker;
    this.memory = memory;
    this.bugs = bugs;
  }

  /** With all the memory that the process may take. */
  Advisor(SearchMaker maker, Consumer<RuntimeException> bugs) {
    this(maker, new MemoryBudget(Runtime.getRuntime().maxMemory()), bugs);
  }

  /** With the search that Halfspeed itself uses. */
  Advisor(Consumer<RuntimeException> bugs) {
    this(BayesianSearch::new, bugs);
  }

  /** The answer to one line, without its end. */
  String answer(String line) {
    lines++;
    String session = null;
    JsonNode id = null;
    try {
      LabMessage message = Wire.read(line);
      session = message.session();
      Wire.checkId(message.id());
      id = message.id();
      return Wire.write(answer(message, line.length()));
    } catch (Problem problem) {
      if (session == null && id == null) {
        Wire.Envelope envelope = Wire.envelope(line);
        session = envelope.session();
        id = envelope.id();
      }
      return error(session, id, problem.what(), problem.nextStep());
    } catch (RuntimeException bug) {
      bugs.accept(bug);
      return error(
          session,
          id,
          "this is a bug in Halfspeed: " + bug,
          "report it with the lines that were sent; other sessions are not touched by it");
    } catch (OutOfMemoryError full) {
      // Nearly always one huge array for a huge range: what was there before still fits.
      return error(
          session,
          id,
          "there is not enough memory for this: " + full.getMessage(),
          "close sessions that are not needed, give fewer commits, or start it with more memory:"
              + " HALFSPEED_JAVA_OPTIONS=-Xmx2g");
    }
  }

  /** The answer to a line that was too long to be kept. */
  String tooLong(long longest) {
    lines++;
    return error(
        null,
        null,
        "the line is longer than " + longest + " characters",
        "send only the commits between good and bad, with the parents' ids as short as you like");
  }

  /** So many characters of the next line can be kept. */
  int longestLine(int most) {
    return memory.longestLine(most);
  }

  private String error(@Nullable String session, @Nullable JsonNode id, String what, String next) {
    return Wire.write(
        new Advice.Refused(
            session == null || session.length() > LONGEST_NAME ? null : session,
            id,
            lines,
            cut(what),
            cut(next)));
  }

  private static String cut(String words) {
    return words.length() > LONGEST_WORDS ? words.substring(0, LONGEST_WORDS) + "..." : words;
  }

  private Advice answer(LabMessage message, int characters) throws Problem {
    String name = message.session();
    if (name == null || name.isEmpty()) {
      throw new Problem(
          "\"session\" is missing", "name the session in each line: \"session\": \"s1\"");
    }
    if (name.length() > LONGEST_NAME) {
      throw new Problem(
          "the name in \"session\" has " + name.length() + " characters",
          "use at most " + LONGEST_NAME);
    }
    return switch (message) {
      case LabMessage.Open open -> open(name, open, characters);
      case LabMessage.Idle idle -> idle(session(name), idle);
      case LabMessage.Result result -> result(session(name), result);
      case LabMessage.Posterior asked -> session(name).posterior(asked);
      case LabMessage.Close close -> {
        session(name);
        sessions.remove(name);
        memory.release(name);
        yield new Advice.Closed(name, close.id());
      }
    };
  }

  /** What is handed out is kept until the session is closed. */
  private Advice idle(Session session, LabMessage.Idle idle) throws Problem {
    memory.grow(session.name(), session.actions() + 1, session.values());
    return session.idle(idle);
  }

  private Advice result(Session session, LabMessage.Result result) throws Problem {
    int more = result.values() == null ? 0 : result.values().size();
    memory.grow(session.name(), session.actions(), session.values() + more);
    return session.result(result);
  }

  private Advice open(String name, LabMessage.Open open, int characters) throws Problem {
    if (sessions.containsKey(name)) {
      throw new Problem(
          "session " + name + " is open already",
          "close it first, or choose another name for the new one");
    }
    memory.reserve(name, open.commits() == null ? 0 : open.commits().size(), characters);
    try {
      Session session = Session.open(name, open, maker);
      Advice answer = session.opened(open.id());
      sessions.put(name, session);
      return answer;
    } finally {
      if (!sessions.containsKey(name)) {
        memory.release(name);
      }
    }
  }

  private Session session(String name) throws Problem {
    Session session = sessions.get(name);
    if (session == null) {
      throw new Problem(
          "there is no session " + name,
          sessions.isEmpty()
              ? "open it first: {\"type\": \"open\", ...}"
              : NearestName.suggest(name, sessions.keySet()));
    }
    return session;
  }
}
