/** Running a recipe in a boot, and reading the numbers that it leaves behind. */
@NullMarked
package dev.halfspeed.worker.measure;

import org.jspecify.annotations.NullMarked;
