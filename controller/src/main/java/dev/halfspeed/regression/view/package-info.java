/** What people and programs see of regressions: the values of the JSON API, and their exports. */
@NullMarked
package dev.halfspeed.regression.view;

import org.jspecify.annotations.NullMarked;
