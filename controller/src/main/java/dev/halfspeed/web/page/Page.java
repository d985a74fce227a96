package dev.halfspeed.web.page;

/** What a template shows. */
public interface Page {
  /** Of the window, without the program's name. */
  String title();

  /** Its template. */
  String template();
}
