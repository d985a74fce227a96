/** From a commit to an image: checkout, configuration, compilation, and the store of images. */
@NullMarked
package dev.halfspeed.worker.build;

import org.jspecify.annotations.NullMarked;
