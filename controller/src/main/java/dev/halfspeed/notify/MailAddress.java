package dev.halfspeed.notify;

import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One address as commits and MAINTAINERS have it: a name that need not be quoted, and an address in
 * angle brackets, or the address alone.
 *
 * @param written as a header of a mail has it
 * @param address without the name, in small letters: the same for the same mailbox
 */
public record MailAddress(String written, String address) {
  /** No group either, which the library takes for an address. */
  private static final Pattern MAILBOX = Pattern.compile("[^@\\s:;,]+@[^@\\s:;,]+");

  private static final Pattern NAMED = Pattern.compile("([^<>@]*)<([^<>\\s]+)>");

  /** Reads exactly one address; empty for anything else. */
  public static Optional<MailAddress> of(String text) {
    String line = text.strip();
    if (line.codePoints().anyMatch(Character::isISOControl)) {
      return Optional.empty();
    }
    Matcher named = NAMED.matcher(line);
    String name = named.matches() ? named.group(1).strip().replaceAll("^\"|\"$", "") : "";
    try {
      var address = new InternetAddress(named.matches() ? named.group(2) : line, true);
      if (!MAILBOX.matcher(address.getAddress()).matches() || address.getPersonal() != null) {
        return Optional.empty();
      }
      if (!name.isEmpty()) {
        address.setPersonal(name, StandardCharsets.UTF_8.name());
      }
      return Optional.of(
          new MailAddress(
              address.toUnicodeString(), address.getAddress().toLowerCase(Locale.ROOT)));
    } catch (AddressException | UnsupportedEncodingException e) {
      return Optional.empty();
    }
  }
}
