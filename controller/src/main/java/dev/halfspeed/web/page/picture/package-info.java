/** Charts of pages as files of their own: SVG with its style inside, and PNG. */
@NullMarked
package dev.halfspeed.web.page.picture;

import org.jspecify.annotations.NullMarked;
