package dev.halfspeed.web.page;

/**
 * Who is logged in.
 *
 * @param name of the principal
 * @param role what he may do
 * @param until when the session ends; empty: it is none of a browser
 * @param isAnonymous whether he has shown nothing
 */
public record AccountPage(String name, String role, String until, boolean isAnonymous)
    implements Page {
  @Override
  public String title() {
    return "Account";
  }

  @Override
  public String template() {
    return "account.jte";
  }
}
