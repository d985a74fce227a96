/** What the page of a config bisection shows. */
@NullMarked
package dev.halfspeed.web.page.configs;

import org.jspecify.annotations.NullMarked;
