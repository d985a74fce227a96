package dev.halfspeed.campaign.check;

/**
 * What a machine is compared with when it is checked again: the last whole check that it passed.
 *
 * @param check its id
 */
record CheckBaseline(String check, CheckFinding finding) {}
