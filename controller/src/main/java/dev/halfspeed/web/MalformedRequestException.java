package dev.halfspeed.web;

/** The body of a request is no JSON object at all. */
final class MalformedRequestException extends Exception {
  private static final long serialVersionUID = 1;

  MalformedRequestException(String message) {
    super(message);
  }
}
