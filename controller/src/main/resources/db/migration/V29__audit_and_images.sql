-- The audit log is asked for what came since a moment.
CREATE INDEX audit_at ON audit (at);

-- Images are asked for by their commit, and for the boots of each.
CREATE INDEX build_commit ON build ("commit");
CREATE INDEX boot_build ON boot (build_id);
