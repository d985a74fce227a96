-- Tokens that were given to people and programs. digest: SHA-256 of the token, which is kept nowhere. A name may be given again when the
-- token that had it is revoked or has expired; the row of that one stays.
CREATE TABLE token (
  sequence     INTEGER PRIMARY KEY AUTOINCREMENT,
  name         TEXT NOT NULL,
  role         TEXT NOT NULL CHECK (role IN ('viewer', 'operator', 'admin')),
  digest       TEXT NOT NULL UNIQUE,
  made_by      TEXT NOT NULL,
  made_at      TEXT NOT NULL,
  expires_at   TEXT,
  revoked_by   TEXT,
  revoked_at   TEXT,
  last_used_at TEXT,
  CHECK ((revoked_by IS NULL) = (revoked_at IS NULL))
) STRICT;

CREATE INDEX token_name ON token (name);

-- A token's rights don't grow, and one that was revoked stays so.
CREATE TRIGGER token_stays BEFORE UPDATE ON token
  WHEN old.name IS NOT new.name OR old.role IS NOT new.role OR old.digest IS NOT new.digest OR old.expires_at IS NOT new.expires_at
    OR (old.revoked_at IS NOT NULL AND old.revoked_at IS NOT new.revoked_at)
  BEGIN SELECT RAISE(ABORT, 'a token stays as it was made'); END;
CREATE TRIGGER token_kept BEFORE DELETE ON token BEGIN SELECT RAISE(ABORT, 'tokens are only added'); END;

-- Sessions of browsers that were ended before their time. until: when they would have ended by themselves.
CREATE TABLE ended_session (
  session TEXT PRIMARY KEY,
  until   TEXT NOT NULL
) STRICT;

-- Every write that was sent: who, what, and what became of it. Neither bodies nor queries are kept.
CREATE TABLE audit (
  sequence  INTEGER PRIMARY KEY AUTOINCREMENT,
  at        TEXT NOT NULL,
  principal TEXT NOT NULL,
  role      TEXT NOT NULL,
  address   TEXT NOT NULL,
  method    TEXT NOT NULL,
  path      TEXT NOT NULL,
  status    INTEGER NOT NULL
) STRICT;

CREATE INDEX audit_principal ON audit (principal, sequence);

CREATE TRIGGER audit_stays BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END;
CREATE TRIGGER audit_kept BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END;
