/** What is seen of tokens and of the audit trail. */
@NullMarked
package dev.halfspeed.report.view.access;

import org.jspecify.annotations.NullMarked;
