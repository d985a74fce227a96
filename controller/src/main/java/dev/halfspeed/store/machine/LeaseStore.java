package dev.halfspeed.store.machine;

/** The lease tokens of controllers: a machine obeys the highest that it has seen. */
public interface LeaseStore {
  /**
   * Raises the lease token.
   *
   * @param other a token of another store
   * @return higher than that, and than any that this store gave before; from 1
   */
  long next(long other);
}
