/** Files that users and requests name, read with care. */
@NullMarked
package dev.halfspeed.files;

import org.jspecify.annotations.NullMarked;
