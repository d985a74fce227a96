-- Watches, and all that they did. Rows are only added; where a watch or a point stands is computed from them.

-- request_json: as it was asked. detail_json: what was resolved when it was added, such as the pinned reference.
CREATE TABLE watch (
  sequence     INTEGER PRIMARY KEY AUTOINCREMENT,
  id           TEXT NOT NULL UNIQUE,
  name         TEXT NOT NULL,
  owner        TEXT NOT NULL,
  created_at   TEXT NOT NULL,
  request_json TEXT NOT NULL CHECK (json_valid(request_json)),
  detail_json  TEXT NOT NULL CHECK (json_valid(detail_json))
) STRICT;

CREATE INDEX watch_name ON watch (name, sequence);

-- LOOKED: the repository was looked at; FAULT: something keeps the watch from its work; WELL: nothing does any more.
CREATE TABLE watch_event (
  sequence  INTEGER PRIMARY KEY AUTOINCREMENT,
  watch     TEXT NOT NULL REFERENCES watch (id),
  at        TEXT NOT NULL,
  kind      TEXT NOT NULL
    CHECK (kind IN ('PAUSED', 'RESUMED', 'RUN_NOW', 'REMOVED', 'LOOKED', 'FAULT', 'WELL')),
  principal TEXT NOT NULL,
  reason    TEXT NOT NULL
) STRICT;

CREATE INDEX watch_event_kind ON watch_event (watch, kind, sequence);

-- A commit that a ref came to, to be measured with one of the watch's recipes (workload: its place in the request).
-- line: the branch, or the series of tags, that it continues; points of a line are in the order of their sequence.
-- reference: the commit that it is compared with.
CREATE TABLE watch_point (
  sequence     INTEGER PRIMARY KEY AUTOINCREMENT,
  watch        TEXT NOT NULL REFERENCES watch (id),
  line         TEXT NOT NULL,
  "commit"     TEXT NOT NULL,
  workload     INTEGER NOT NULL CHECK (workload >= 0),
  name         TEXT NOT NULL,
  subject      TEXT NOT NULL,
  committed_at TEXT NOT NULL,
  reference    TEXT NOT NULL,
  seen_at      TEXT NOT NULL,
  UNIQUE (watch, line, "commit", workload)
) STRICT;

-- The points that have no end yet: the only rows that go away again, with the end.
CREATE TABLE watch_point_open (
  watch TEXT NOT NULL REFERENCES watch (id),
  point INTEGER NOT NULL REFERENCES watch_point (sequence),
  PRIMARY KEY (watch, point)
) STRICT, WITHOUT ROWID;

-- STARTED: it is measured by this campaign, whose id is written before the campaign exists; DROPPED, FAILED: why.
-- Each kind happens once to a point, so whoever acts twice after a crash acts once.
CREATE TABLE watch_point_event (
  sequence     INTEGER PRIMARY KEY AUTOINCREMENT,
  point        INTEGER NOT NULL REFERENCES watch_point (sequence),
  at           TEXT NOT NULL,
  kind         TEXT NOT NULL CHECK (kind IN ('STARTED', 'MEASURED', 'FAILED', 'DROPPED')),
  campaign     TEXT,
  reason       TEXT NOT NULL,
  machine_time INTEGER CHECK (machine_time >= 0),
  UNIQUE (point, kind),
  CHECK ((kind = 'STARTED') <= (campaign IS NOT NULL))
) STRICT;

-- Each point has one end.
CREATE UNIQUE INDEX watch_point_end ON watch_point_event (point) WHERE kind <> 'STARTED';
CREATE UNIQUE INDEX watch_point_campaign ON watch_point_event (campaign) WHERE kind = 'STARTED';

-- What can be compared over time. The id is a digest of the columns after it.
CREATE TABLE series (
  sequence         INTEGER PRIMARY KEY AUTOINCREMENT,
  id               TEXT NOT NULL UNIQUE,
  watch            TEXT NOT NULL REFERENCES watch (id),
  line             TEXT NOT NULL,
  workload         INTEGER NOT NULL,
  experiment       TEXT NOT NULL,
  machine_class    TEXT NOT NULL,
  metric           TEXT NOT NULL,
  unit             TEXT NOT NULL,
  higher_is_better INTEGER NOT NULL CHECK (higher_is_better IN (0, 1))
) STRICT;

CREATE INDEX series_watch ON series (watch, sequence);

-- ratio: natural logarithm of the new kernel's value by the reference's; level: logarithm of the reference's own value.
-- Variances are those of these two numbers.
CREATE TABLE series_value (
  sequence       INTEGER PRIMARY KEY AUTOINCREMENT,
  series         TEXT NOT NULL REFERENCES series (id),
  point          INTEGER NOT NULL REFERENCES watch_point (sequence),
  at             TEXT NOT NULL,
  ratio          REAL NOT NULL,
  ratio_variance REAL NOT NULL CHECK (ratio_variance >= 0),
  level          REAL NOT NULL,
  level_variance REAL NOT NULL CHECK (level_variance >= 0),
  boots          INTEGER NOT NULL CHECK (boots > 0),
  UNIQUE (series, point)
) STRICT;

CREATE INDEX series_value_order ON series_value (series, sequence);

-- Up to which value a series was examined for changes: written after its alarms, so that none is missed.
CREATE TABLE series_examined (
  series TEXT NOT NULL REFERENCES series (id),
  value  INTEGER NOT NULL REFERENCES series_value (sequence),
  at     TEXT NOT NULL,
  PRIMARY KEY (series, value)
) STRICT, WITHOUT ROWID;

CREATE INDEX campaign_owner_ended ON campaign (owner, ended_at) WHERE owner <> '';

CREATE TRIGGER watch_stays BEFORE UPDATE ON watch BEGIN SELECT RAISE(ABORT, 'watches are only added'); END;
CREATE TRIGGER watch_kept BEFORE DELETE ON watch BEGIN SELECT RAISE(ABORT, 'watches are only added'); END;
CREATE TRIGGER watch_event_stays BEFORE UPDATE ON watch_event BEGIN SELECT RAISE(ABORT, 'events of watches are only added'); END;
CREATE TRIGGER watch_event_kept BEFORE DELETE ON watch_event BEGIN SELECT RAISE(ABORT, 'events of watches are only added'); END;
CREATE TRIGGER watch_point_stays BEFORE UPDATE ON watch_point BEGIN SELECT RAISE(ABORT, 'points are only added'); END;
CREATE TRIGGER watch_point_kept BEFORE DELETE ON watch_point BEGIN SELECT RAISE(ABORT, 'points are only added'); END;
CREATE TRIGGER watch_point_event_stays BEFORE UPDATE ON watch_point_event BEGIN SELECT RAISE(ABORT, 'events of points are only added'); END;
CREATE TRIGGER watch_point_event_kept BEFORE DELETE ON watch_point_event BEGIN SELECT RAISE(ABORT, 'events of points are only added'); END;
CREATE TRIGGER series_stays BEFORE UPDATE ON series BEGIN SELECT RAISE(ABORT, 'series are only added'); END;
CREATE TRIGGER series_kept BEFORE DELETE ON series BEGIN SELECT RAISE(ABORT, 'series are only added'); END;
CREATE TRIGGER series_value_stays BEFORE UPDATE ON series_value BEGIN SELECT RAISE(ABORT, 'values are only added'); END;
CREATE TRIGGER series_value_kept BEFORE DELETE ON series_value BEGIN SELECT RAISE(ABORT, 'values are only added'); END;
CREATE TRIGGER series_examined_stays BEFORE UPDATE ON series_examined BEGIN SELECT RAISE(ABORT, 'what was examined stays'); END;
CREATE TRIGGER series_examined_kept BEFORE DELETE ON series_examined BEGIN SELECT RAISE(ABORT, 'what was examined stays'); END;
