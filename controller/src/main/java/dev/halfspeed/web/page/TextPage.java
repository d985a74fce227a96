package dev.halfspeed.web.page;

/**
 * A report, as it is.
 *
 * @param json the address of the same for programs
 */
public record TextPage(String title, String current, String text, String json) implements Page {
  @Override
  public String template() {
    return "text.jte";
  }
}
