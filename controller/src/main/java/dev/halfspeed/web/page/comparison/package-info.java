/** What the page of a comparison shows. */
@NullMarked
package dev.halfspeed.web.page.comparison;

import org.jspecify.annotations.NullMarked;
