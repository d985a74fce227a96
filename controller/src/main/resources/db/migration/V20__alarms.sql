-- What a detector says of a series: it changed between these commits. Told once, whoever tells it again.
-- series: the watch's own name for the series; absent where the detector is somebody else's.
-- workload_json: what to run and how, as the source of the alarm writes it. change, lower, upper: logarithm of the
-- metric after by the metric before. gaps_json: the points in between, each gap with the weight of the change in it.
CREATE TABLE alarm (
  sequence      INTEGER PRIMARY KEY AUTOINCREMENT,
  key           TEXT NOT NULL UNIQUE,
  at            TEXT NOT NULL,
  source        TEXT NOT NULL,
  series        TEXT,
  kind          TEXT NOT NULL CHECK (kind IN ('LOSS', 'GAIN', 'MACHINE')),
  repository    TEXT NOT NULL,
  branch        TEXT NOT NULL,
  recipe        TEXT NOT NULL,
  workload_json TEXT NOT NULL CHECK (json_valid(workload_json)),
  machine_class TEXT NOT NULL,
  metric        TEXT NOT NULL,
  unit          TEXT NOT NULL,
  gaps_json     TEXT NOT NULL CHECK (json_valid(gaps_json)),
  change        REAL NOT NULL,
  lower         REAL NOT NULL,
  upper         REAL NOT NULL,
  value_before  REAL,
  value_after   REAL,
  words         TEXT NOT NULL
) STRICT;

CREATE INDEX alarm_series ON alarm (series, sequence) WHERE series IS NOT NULL;

CREATE TRIGGER alarm_stays BEFORE UPDATE ON alarm BEGIN SELECT RAISE(ABORT, 'alarms are only added'); END;
CREATE TRIGGER alarm_kept BEFORE DELETE ON alarm BEGIN SELECT RAISE(ABORT, 'alarms are only added'); END;
