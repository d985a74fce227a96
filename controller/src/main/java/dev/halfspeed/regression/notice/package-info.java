/** What is told of regressions, in which words, and to whom: notices, which others deliver. */
@NullMarked
package dev.halfspeed.regression.notice;

import org.jspecify.annotations.NullMarked;
