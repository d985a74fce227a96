-- The audit log is asked for what came since a moment.
CREATE INDEX audit_at ON audit (at);
