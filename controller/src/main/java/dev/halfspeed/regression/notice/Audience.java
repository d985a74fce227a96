package dev.halfspeed.regression.notice;

import dev.halfspeed.regression.lifecycle.NoticeKind;
import java.util.List;
import java.util.Optional;

/** Who is told, as the settings say. */
public interface Audience {
  /** Nobody. */
  Audience NOBODY = (noticeKind, people) -> List.of();

  /**
   * Who is told something.
   *
   * @param people whom the culprit concerns; known only after its proof
   */
  List<Recipient> of(NoticeKind noticeKind, Optional<People> people);

  /**
   * One who is told.
   *
   * @param channel name of a channel
   * @param address on it
   * @param form what it is told in
   * @param withheld why it is not sent; empty where it is
   */
  record Recipient(String channel, String address, Form form, Optional<String> withheld) {}

  /** What a message is written in. */
  enum Form {
    /** Plain text for a person. */
    MAIL,
    /** For a program. */
    JSON
  }

  /**
   * Whom a commit concerns.
   *
   * @param author such as "Ada <ada@example.org>"
   * @param others maintainers, lists and reviewers
   */
  record People(String author, List<String> others) {
    public People {
      others = List.copyOf(others);
    }
  }
}
