package dev.halfspeed.web.page;

/**
 * Why there is nothing to be shown.
 *
 * @param title what kind of trouble
 * @param next what to do about it
 * @param back address of a page that is there
 */
public record TroublePage(String title, String what, String next, String back) implements Page {
  @Override
  public String template() {
    return "trouble.jte";
  }
}
