/** The list of campaigns, and logs of their jobs. */
@NullMarked
package dev.halfspeed.web.page.campaign;

import org.jspecify.annotations.NullMarked;
