package dev.halfspeed.problem;

/** What kind of problem it is, for programs that must tell kinds apart. */
public enum ProblemCode {
  /** Something in what was asked, or on a machine, is not as it must be. */
  REFUSED,
  /** What was named by its id or its name is not there. */
  UNKNOWN,
  /** What was asked for can't be done to something in the state that it is in. */
  WRONG_STATE,
  /** A name is taken already. */
  NAME_TAKEN,
  /** A field of a request is missing, not known, or not as it must be. */
  INVALID_FIELD,
  /** A path on the controller's disk was named by somebody who may not. */
  PATH_NOT_ALLOWED,
  /** What was asked for is on a machine that does not answer now. */
  MACHINE_AWAY,
  /** A machine that is to work can't be reached now. */
  MACHINE_UNREACHABLE,
  /** A revision is not one commit of its repository. */
  UNKNOWN_REVISION,
  /** Between good and bad there is nothing to search. */
  NO_CANDIDATES,
  /** What is to have a name has another one. */
  ALREADY_REGISTERED,
  /** It is done for as many others as it can be now. */
  BUSY,
  /** Who asks may not do it, whatever he names. */
  FORBIDDEN
}
