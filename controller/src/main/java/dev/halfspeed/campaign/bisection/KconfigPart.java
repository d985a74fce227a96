package dev.halfspeed.campaign.bisection;

/** What of a commit's change is in Kconfig files. */
enum KconfigPart {
  NONE,
  SOME,
  /** With the Kconfig files as before it is its parent. */
  ALL
}
