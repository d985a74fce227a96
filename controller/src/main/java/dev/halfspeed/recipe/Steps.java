package dev.halfspeed.recipe;

import org.jspecify.annotations.Nullable;

/**
 * The scripts of a recipe, as paths in its folder.
 *
 * @param prepare once per machine and parameters; absent: nothing to prepare
 * @param setup once in each boot; absent: nothing to do
 * @param run one run of the reproducer
 * @param teardown at the end of each boot; absent: nothing to do
 */
public record Steps(
    @Nullable String prepare, @Nullable String setup, String run, @Nullable String teardown) {}
