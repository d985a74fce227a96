package dev.halfspeed.report.view.access;

/**
 * A token that was just made.
 *
 * @param secret what is to be shown to be let in; it is told this once
 */
public record IssuedToken(String secret, TokenView token) {
  /** Says nothing of the secret. */
  @Override
  public String toString() {
    return "issued " + token;
  }
}
