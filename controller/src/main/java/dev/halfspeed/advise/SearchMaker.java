package dev.halfspeed.advise;

import dev.halfspeed.search.CandidateDag;
import dev.halfspeed.search.Prior;
import dev.halfspeed.search.Search;
import dev.halfspeed.search.Settings;

/** Makes the search of a session. */
@FunctionalInterface
interface SearchMaker {
  /** A search among these candidates. */
  Search search(CandidateDag dag, Prior prior, Settings settings);
}
