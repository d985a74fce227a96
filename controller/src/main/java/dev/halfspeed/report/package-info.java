/**
 * What people read of a campaign: words, Markdown and texts that every kind shares. The values that
 * they are made of are in {@code report.view}.
 */
@NullMarked
package dev.halfspeed.report;

import org.jspecify.annotations.NullMarked;
