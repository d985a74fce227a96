package dev.halfspeed.watch;

import dev.halfspeed.store.regression.AlarmStore;
import dev.halfspeed.store.watch.SeriesStore;
import dev.halfspeed.store.watch.WatchPointStore;
import dev.halfspeed.store.watch.WatchStore;
import dev.halfspeed.time.Time;

/** What watches work with. */
public record WatchPorts(
    WatchStore watches,
    WatchPointStore points,
    SeriesStore series,
    AlarmStore alarms,
    WatchedRepositories repositories,
    PointCampaigns campaigns,
    ChangeFinder changes,
    Time time) {}
