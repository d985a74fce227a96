package dev.halfspeed.controller;

import dev.halfspeed.notify.NotifySettings;
import dev.halfspeed.regression.lifecycle.NoticeKind;
import dev.halfspeed.regression.notice.Audience;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Who is told, as the notify settings say. */
record NotifiedAudience(NotifySettings settings) implements Audience {
  private static final String SHOWN_ONLY =
      "authors and lists are mailed only with \"authors: mail\" in the notify settings";

  @Override
  public List<Recipient> of(NoticeKind kind, Optional<People> people) {
    var recipients = new ArrayList<Recipient>();
    for (NotifySettings.Target target : settings.channels()) {
      if (kind == NoticeKind.NOTHING || target.tells().contains(kind.words())) {
        for (String address : target.recipients()) {
          recipients.add(
              new Recipient(
                  target.name(),
                  address,
                  target.isMail() ? Form.MAIL : Form.JSON,
                  Optional.empty()));
        }
      }
    }
    String concerned =
        people.stream()
            .flatMap(each -> Stream.concat(Stream.of(each.author()), each.others().stream()))
            .filter(address -> !address.isEmpty())
            .collect(Collectors.joining(", "));
    if (!concerned.isEmpty() && settings.authors() != NotifySettings.Authors.OFF) {
      recipients.add(
          new Recipient(
              NotifySettings.AUTHORS,
              concerned,
              Form.MAIL,
              settings.authors() == NotifySettings.Authors.MAIL
                  ? Optional.empty()
                  : Optional.of(SHOWN_ONLY)));
    }
    return recipients;
  }
}
