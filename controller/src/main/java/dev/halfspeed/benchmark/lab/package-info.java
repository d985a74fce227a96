/** A lab under a virtual clock: builds, boots and machines of a simulated world. */
@NullMarked
package dev.halfspeed.benchmark.lab;

import org.jspecify.annotations.NullMarked;
