package dev.halfspeed.controller;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongFunction;
import java.util.stream.LongStream;

/** Plays many seeds, one on each processor. */
final class SideBySide {
  private SideBySide() {}

  /**
   * What went wrong, by seeds in their order. They do not run on the common pool, which JGit wants
   * for itself.
   *
   * @param play plays one, and says what went wrong
   * @throws ExecutionException when one could not be played at all, whatever it threw
   */
  static List<String> failures(LongStream seeds, LongFunction<Optional<String>> play)
      throws ExecutionException, InterruptedException {
    try (var pool = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
      List<Future<Optional<String>>> played =
          seeds.mapToObj(seed -> pool.submit(() -> play.apply(seed))).toList();
      var failures = new ArrayList<String>();
      for (Future<Optional<String>> one : played) {
        one.get().ifPresent(failures::add);
      }
      return failures;
    }
  }
}
