/**
 * One question asked of the lab, from request to conclusion, whatever its kind: {@code CampaignRun}
 * asks a {@code Campaign} what each free place should do. The kinds are in packages below, which
 * the engine does not know.
 */
@NullMarked
package dev.halfspeed.campaign;

import org.jspecify.annotations.NullMarked;
