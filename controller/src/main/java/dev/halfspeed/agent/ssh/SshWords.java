package dev.halfspeed.agent.ssh;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.schmizz.sshj.connection.channel.OpenFailException;

/** What went wrong with a connection, in words for people. */
public final class SshWords {
  private static final Pattern NO_SETTLEMENT =
      Pattern.compile("Unable to reach a settlement of (\\w+): \\[(.*)] and \\[(.*)]");
  private static final Pattern OTHER_VERSION = Pattern.compile("identified as: (.*)");
  private static final int LONGEST_QUOTE = 300;
  private static final int MOST_NAMES = 6;

  private SshWords() {}

  /** Says what an error means. */
  static String of(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      String known = known(cause);
      if (!known.isEmpty()) {
        return known;
      }
    }
    String message = e.getMessage();
    return message == null || message.isBlank() ? e.getClass().getSimpleName() : quotable(message);
  }

  private static String known(Throwable e) {
    String message = String.valueOf(e.getMessage());
    return switch (e) {
      case UnknownHostException _ -> "there is no host of the name " + message;
      case NoRouteToHostException _ -> "no route to host";
      case ConnectException _ ->
          "connection refused".equalsIgnoreCase(message)
              ? "connection refused: nothing listens there"
              : "";
      case SocketTimeoutException _ -> "no answer in time";
      case OpenFailException refused -> refused(refused);
      default -> transport(message);
    };
  }

  /** Why the far end would not open a channel: a session, or a way on to another host. */
  private static String refused(OpenFailException e) {
    String said = quotable(String.valueOf(e.getMessage()));
    return switch (e.getReason()) {
      case ADMINISTRATIVELY_PROHIBITED -> "it is not allowed there (" + said + ")";
      case CONNECT_FAILED, RESOURCE_SHORTAGE, UNKNOWN_CHANNEL_TYPE, UNKNOWN -> said;
    };
  }

  private static String transport(String message) {
    Matcher version = OTHER_VERSION.matcher(message);
    if (message.contains("does not support SSHv2") && version.find()) {
      return "it speaks SSH 1 only (" + quotable(version.group(1)) + ")";
    }
    if (message.contains("during identification exchange")) {
      return "what listens there closed the connection before it said that it is an sshd: it has"
          + " too many connections (MaxStartups), keeps this host out, or is another service";
    }
    if (message.contains("encountered EOF") || message.contains("Broken pipe")) {
      return "the other end closed it";
    }
    return noSettlement(message);
  }

  private static String noSettlement(String message) {
    Matcher matcher = NO_SETTLEMENT.matcher(message);
    if (!matcher.find()) {
      return "";
    }
    return "it allows no %s that Halfspeed has: it offers %s; Halfspeed has %s"
        .formatted(
            what(matcher.group(1)), algorithms(matcher.group(3)), algorithms(matcher.group(2)));
  }

  /** The setting of sshd that such a message is about; empty where it is about none. */
  static String setting(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      Matcher matcher = NO_SETTLEMENT.matcher(String.valueOf(cause.getMessage()));
      if (matcher.find()) {
        String usual = algorithms(matcher.group(2)).split(",", 2)[0];
        return setting(matcher.group(1)) + " +" + usual;
      }
    }
    return "";
  }

  private static String what(String list) {
    return switch (setting(list)) {
      case "KexAlgorithms" -> "key exchange";
      case "HostKeyAlgorithms" -> "kind of host key";
      case "Ciphers" -> "cipher";
      case "MACs" -> "message authentication code";
      default -> "compression";
    };
  }

  private static String setting(String list) {
    if (list.startsWith("KeyExchange")) {
      return "KexAlgorithms";
    }
    if (list.startsWith("HostKey")) {
      return "HostKeyAlgorithms";
    }
    if (list.contains("Cipher")) {
      return "Ciphers";
    }
    return list.contains("MAC") ? "MACs" : "Compression";
  }

  /** The first ones, without what is no algorithm, and without certificates of each. */
  private static String algorithms(String list) {
    List<String> names =
        Arrays.stream(list.split(", ?"))
            .filter(name -> !name.startsWith("kex-strict-") && !name.startsWith("ext-info-"))
            .filter(name -> !name.contains("-cert-v01@"))
            .toList();
    String first = String.join(", ", names.stream().limit(MOST_NAMES).toList());
    return names.size() <= MOST_NAMES
        ? first
        : "%s and %d others".formatted(first, names.size() - MOST_NAMES);
  }

  /** Another program's words on one line: without control characters, not too long. */
  public static String quotable(String text) {
    var line = new StringBuilder();
    text.strip()
        .codePoints()
        .forEach(c -> line.appendCodePoint(Character.isISOControl(c) ? ' ' : c));
    String clean = line.toString().replaceAll(" {2,}", " ").strip();
    return clean.length() <= LONGEST_QUOTE ? clean : clean.substring(0, LONGEST_QUOTE) + "...";
  }
}
