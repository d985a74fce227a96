/** YAML files that people write: every node knows its line, so that a mistake can be pointed at. */
@NullMarked
package dev.halfspeed.yaml;

import org.jspecify.annotations.NullMarked;
