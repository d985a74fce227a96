/** What the worker uses of the machine it runs on: files, locks, processes, tools, deadlines. */
@NullMarked
package dev.halfspeed.worker.host;

import org.jspecify.annotations.NullMarked;
