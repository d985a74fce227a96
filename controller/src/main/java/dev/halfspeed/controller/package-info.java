/**
 * All that the page, the API and the command line can ask for: campaigns of every kind, machines,
 * recipes.
 */
@NullMarked
package dev.halfspeed.controller;

import org.jspecify.annotations.NullMarked;
