/** Starting an image as a QEMU guest, and proving that what runs is what was built. */
@NullMarked
package dev.halfspeed.worker.boot;

import org.jspecify.annotations.NullMarked;
