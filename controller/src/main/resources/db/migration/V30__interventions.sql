-- What people did to campaigns while they ran. Rows are only added: what takes one back is a row too.

-- kind: PAUSE, RESUME, PRIORITY, BUDGET, REMEASURE, EXCLUDE, MARK, UNDO; the columns after it belong to one kind each.
CREATE TABLE intervention (
  campaign        TEXT NOT NULL REFERENCES campaign (id),
  number          INTEGER NOT NULL CHECK (number > 0),
  at              TEXT NOT NULL,
  principal       TEXT NOT NULL,
  kind            TEXT NOT NULL,
  priority        INTEGER,
  boots           INTEGER CHECK (boots > 0),
  machine_seconds INTEGER CHECK (machine_seconds > 0),
  revision        TEXT,
  "commit"        TEXT,
  after_job       INTEGER,
  job             TEXT,
  attempt         INTEGER,
  run             INTEGER,
  verdict         TEXT,
  undoes          INTEGER,
  reason          TEXT NOT NULL CHECK (reason <> ''),
  PRIMARY KEY (campaign, number),
  UNIQUE (campaign, undoes)
) STRICT, WITHOUT ROWID;

-- Runs that people have left out; run NULL: all of that boot.
CREATE VIEW left_out AS
SELECT campaign, job, attempt, run, principal, reason
FROM intervention AS done
WHERE kind = 'EXCLUDE' AND NOT EXISTS (
  SELECT 1 FROM intervention AS undo
  WHERE undo.campaign = done.campaign AND undo.undoes = done.number);
