package dev.halfspeed.web.page;

/**
 * Who is logged in.
 *
 * @param name of the principal
 * @param role what he may do
 * @param until when the session ends; empty: it is none of a browser
 * @param isAnonymous whether he has shown nothing
 * @param maySeeAudit whether he may read the audit log
 */
public record AccountPage(
    String name, String role, String until, boolean isAnonymous, boolean maySeeAudit)
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
