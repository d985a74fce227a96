package dev.halfspeed.store.access;

import java.util.List;
import java.util.Optional;

/** Who asked for which writes. Rows are only added. */
public interface ActionStore {
  /** Adds one. */
  void append(ActionRecord action);

  /** The last one with a verb and a subject; empty when there was none. */
  Optional<ActionRecord> last(String verb, String subject);

  /** The newest ones, the newest first. */
  List<ActionRecord> newest(int most);
}
