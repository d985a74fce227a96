-- Whether a machine may be given work: of its rows the last one holds.
CREATE TABLE standing (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT,
  machine  TEXT NOT NULL,
  address  TEXT NOT NULL,
  state    TEXT NOT NULL,
  cause    TEXT NOT NULL,
  reason   TEXT NOT NULL,
  at       TEXT NOT NULL
) STRICT;

CREATE INDEX standing_machine ON standing (machine, sequence);

-- Boots of a known-good kernel that tell of a machine, not of a commit.
CREATE TABLE machine_check (
  sequence     INTEGER PRIMARY KEY AUTOINCREMENT,
  id           TEXT NOT NULL UNIQUE,
  machine      TEXT NOT NULL,
  address      TEXT NOT NULL,
  kind         TEXT NOT NULL,
  started_at   TEXT NOT NULL,
  request_json TEXT NOT NULL CHECK (json_valid(request_json)),
  detail_json  TEXT NOT NULL CHECK (json_valid(detail_json))
) STRICT;

CREATE TABLE machine_check_boot (
  check_id    TEXT NOT NULL REFERENCES machine_check (id),
  number      INTEGER NOT NULL CHECK (number > 0),
  at          TEXT NOT NULL,
  way_json    TEXT NOT NULL CHECK (json_valid(way_json)),
  result_json TEXT NOT NULL CHECK (json_valid(result_json)),
  PRIMARY KEY (check_id, number)
) STRICT;

CREATE TABLE machine_check_end (
  check_id     TEXT PRIMARY KEY REFERENCES machine_check (id),
  ended_at     TEXT NOT NULL,
  verdict      TEXT NOT NULL,
  message      TEXT NOT NULL,
  finding_json TEXT CHECK (json_valid(finding_json))
) STRICT;

CREATE INDEX job_machine ON job (machine, sequence);

CREATE TRIGGER standing_stays BEFORE UPDATE ON standing BEGIN SELECT RAISE(ABORT, 'standings are only added'); END;
CREATE TRIGGER standing_kept BEFORE DELETE ON standing BEGIN SELECT RAISE(ABORT, 'standings are only added'); END;
CREATE TRIGGER machine_check_stays BEFORE UPDATE ON machine_check BEGIN SELECT RAISE(ABORT, 'checks are only added'); END;
CREATE TRIGGER machine_check_kept BEFORE DELETE ON machine_check BEGIN SELECT RAISE(ABORT, 'checks are only added'); END;
CREATE TRIGGER machine_check_boot_stays BEFORE UPDATE ON machine_check_boot BEGIN SELECT RAISE(ABORT, 'boots are only added'); END;
CREATE TRIGGER machine_check_boot_kept BEFORE DELETE ON machine_check_boot BEGIN SELECT RAISE(ABORT, 'boots are only added'); END;
CREATE TRIGGER machine_check_end_stays BEFORE UPDATE ON machine_check_end BEGIN SELECT RAISE(ABORT, 'a check ends once'); END;
CREATE TRIGGER machine_check_end_kept BEFORE DELETE ON machine_check_end BEGIN SELECT RAISE(ABORT, 'a check ends once'); END;
