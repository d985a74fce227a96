-- What alarms of one range are taken for. What becomes of it is computed from its events, which are only added.

CREATE TABLE regression (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT,
  id       TEXT NOT NULL UNIQUE,
  at       TEXT NOT NULL
) STRICT;

-- number: from 1, so that who decides by an old picture can't write. key: an event that is due is written once, however
-- often it is found to be due.
CREATE TABLE regression_event (
  sequence    INTEGER PRIMARY KEY AUTOINCREMENT,
  regression  TEXT NOT NULL REFERENCES regression (id),
  number      INTEGER NOT NULL CHECK (number > 0),
  key         TEXT NOT NULL UNIQUE,
  at          TEXT NOT NULL,
  principal   TEXT NOT NULL,
  kind        TEXT NOT NULL,
  detail_json TEXT NOT NULL CHECK (json_valid(detail_json)),
  UNIQUE (regression, number)
) STRICT;

CREATE TRIGGER regression_stays BEFORE UPDATE ON regression BEGIN SELECT RAISE(ABORT, 'regressions are only added'); END;
CREATE TRIGGER regression_kept BEFORE DELETE ON regression BEGIN SELECT RAISE(ABORT, 'regressions are only added'); END;
CREATE TRIGGER regression_event_stays BEFORE UPDATE ON regression_event BEGIN SELECT RAISE(ABORT, 'events are only added'); END;
CREATE TRIGGER regression_event_kept BEFORE DELETE ON regression_event BEGIN SELECT RAISE(ABORT, 'events are only added'); END;
