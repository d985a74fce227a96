-- What requests name, so that they need no paths of the controller's disk. by_path: it got its name by itself, when the
-- controller's own command line named its path. Names go away again; campaigns keep what they were resolved to.
CREATE TABLE lab (
  name     TEXT PRIMARY KEY,
  source   TEXT NOT NULL,
  text     TEXT NOT NULL,
  by_path  INTEGER NOT NULL CHECK (by_path IN (0, 1)),
  added_by TEXT NOT NULL,
  added_at TEXT NOT NULL
) STRICT;

CREATE TABLE lab_machine (
  lab      TEXT NOT NULL REFERENCES lab (name),
  position INTEGER NOT NULL,
  machine  TEXT NOT NULL,
  address  TEXT NOT NULL,
  PRIMARY KEY (lab, machine)
) STRICT;

CREATE TABLE repository (
  name     TEXT PRIMARY KEY,
  path     TEXT NOT NULL UNIQUE,
  by_path  INTEGER NOT NULL CHECK (by_path IN (0, 1)),
  added_by TEXT NOT NULL,
  added_at TEXT NOT NULL
) STRICT;

-- Who asked for which writes; who began a campaign is its owner.
CREATE TABLE action (
  sequence  INTEGER PRIMARY KEY AUTOINCREMENT,
  at        TEXT NOT NULL,
  principal TEXT NOT NULL,
  verb      TEXT NOT NULL,
  subject   TEXT NOT NULL,
  reason    TEXT NOT NULL
) STRICT;

CREATE INDEX action_subject ON action (subject, verb, sequence);

CREATE TRIGGER action_stays BEFORE UPDATE ON action BEGIN SELECT RAISE(ABORT, 'actions are only added'); END;
CREATE TRIGGER action_kept BEFORE DELETE ON action BEGIN SELECT RAISE(ABORT, 'actions are only added'); END;

-- Whose word it was; empty in rows from before it was kept.
ALTER TABLE standing ADD COLUMN principal TEXT NOT NULL DEFAULT '';
