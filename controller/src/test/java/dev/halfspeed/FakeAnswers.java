package dev.halfspeed;

import dev.halfspeed.store.access.AnswerRecord;
import dev.halfspeed.store.access.AnswerStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Kept answers in memory. */
public final class FakeAnswers implements AnswerStore {
  private final List<AnswerRecord> answers = new ArrayList<>();

  @Override
  public synchronized boolean add(AnswerRecord answer, Instant forgotten) {
    answers.removeIf(each -> each.at().isBefore(forgotten));
    return find(answer.principal(), answer.key()).isEmpty() && answers.add(answer);
  }

  @Override
  public synchronized Optional<AnswerRecord> find(String principal, String key) {
    return answers.stream()
        .filter(each -> each.principal().equals(principal) && each.key().equals(key))
        .findFirst();
  }
}
