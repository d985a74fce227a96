/** The store in one SQLite file, for one controller: its schema, its claim, its queries. */
@NullMarked
package dev.halfspeed.store.sqlite;

import org.jspecify.annotations.NullMarked;
