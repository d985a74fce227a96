@org.jspecify.annotations.NullMarked
package dev.halfspeed.search;
