/**
 * Pages that are complete without JavaScript: records that hold what a page shows, ready to be
 * read, and the templates in {@code src/main/jte} that write them. Nothing here knows of HTTP.
 */
@NullMarked
package dev.halfspeed.web.page;

import org.jspecify.annotations.NullMarked;
