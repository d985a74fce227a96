package dev.halfspeed.search;

/** Why a boot is made. */
public enum Purpose {
  /** An end, before the search: noise, size of the effect, and whether there is one. */
  CALIBRATION,
  /** A commit that tells suspects apart. */
  SEARCH,
  /** An end again, to see whether the machine has drifted. */
  DRIFT,
  /** The culprit or one of its parents, fresh. */
  PROOF,
  /** The bad end with the culprit taken back. */
  REVERT,
  /** The culprit with the kernel options that changed with it as they were before. */
  OPTIONS,
  /** The culprit or its parent once more, for where the time goes: no evidence. */
  PROFILE
}
