package dev.halfspeed.core;

/**
 * The end that somebody gave a campaign.
 *
 * @param by name of the principal
 * @param reason for people, one line; empty where none was given
 */
public record Cancellation(String by, String reason) {
  /**
   * Who did it and why, in a sentence.
   *
   * @param when follows "cancelled it"
   */
  public String words(String when) {
    return by + " cancelled it " + when + (reason.isEmpty() ? "." : ": " + reason);
  }
}
