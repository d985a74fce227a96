package dev.halfspeed.watch;

import dev.halfspeed.store.regression.AlarmStore;
import dev.halfspeed.store.watch.SeriesStore;
import dev.halfspeed.store.watch.WatchStore;
import dev.halfspeed.time.Time;

/** What watches work with. */
public record WatchPorts(
    WatchStore store,
    SeriesStore series,
    AlarmStore alarms,
    WatchedRepositories repositories,
    PointCampaigns campaigns,
    ChangeFinder changes,
    Time time) {}
