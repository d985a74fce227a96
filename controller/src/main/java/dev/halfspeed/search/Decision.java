package dev.halfspeed.search;

/** What a slot should do. */
public sealed interface Decision {
  /** The reason, in words for the log and the page. */
  String why();

  /** Make an image. */
  record Build(Image image, String why) implements Decision {}

  /** Boot an image that is ready, and run the reproducer that often in it. */
  record Boot(Image image, int runs, Purpose purpose, String why) implements Decision {}

  /** Nothing that this slot could do is worth doing before something else comes back. */
  record Rest(String why) implements Decision {}

  /** The bisection has ended; work in flight is to be cancelled. */
  record Conclude(Conclusion conclusion, String why) implements Decision {}
}
