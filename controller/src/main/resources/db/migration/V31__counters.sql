-- What the kernel under test counted during each run, beside its numbers: some hundred counters, asked for by boots that are compared.

-- seconds: of the run, by the clock of the kernel under test. rates_json: growth per second by name. levels_json: as it was after the run.
CREATE TABLE run_counters (
  job         TEXT NOT NULL,
  attempt     INTEGER NOT NULL,
  run         INTEGER NOT NULL,
  seconds     REAL NOT NULL CHECK (seconds > 0),
  rates_json  TEXT NOT NULL CHECK (json_valid(rates_json)),
  levels_json TEXT NOT NULL CHECK (json_valid(levels_json)),
  PRIMARY KEY (job, attempt, run),
  FOREIGN KEY (job, attempt, run) REFERENCES run (job, attempt, run)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER run_counters_stay BEFORE UPDATE ON run_counters BEGIN SELECT RAISE(ABORT, 'runs are only added'); END;
CREATE TRIGGER run_counters_kept BEFORE DELETE ON run_counters BEGIN SELECT RAISE(ABORT, 'runs are only added'); END;
