package dev.halfspeed.store;

/** Told of every write, so that a test can end the program before or after any of them. */
public interface WriteWatch {
  /** Nobody watches. */
  WriteWatch NONE =
      new WriteWatch() {
        @Override
        public void before(String what) {}

        @Override
        public void after(String what) {}
      };

  /** A transaction is about to begin. */
  void before(String what);

  /** A transaction is on the disk. */
  void after(String what);
}
