package dev.halfspeed.web.http;

/** The body of a request is no JSON object at all. */
public final class MalformedRequestException extends Exception {
  private static final long serialVersionUID = 1;

  public MalformedRequestException(String message) {
    super(message);
  }
}
