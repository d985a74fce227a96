/**
 * The kernel's history, read with JGit: revisions, the commits between good and bad, and the
 * sources that are sent to the machines. The user's repository is only ever read.
 */
@NullMarked
package dev.halfspeed.history;

import org.jspecify.annotations.NullMarked;
