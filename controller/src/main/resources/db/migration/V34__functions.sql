-- Digest of all functions and objects of a kernel, in no order: equal ones are the same code, wherever it lies. NULL where that is not known, as
-- for kernels with modules and those that were built before.
ALTER TABLE build ADD COLUMN functions_sha256 TEXT;
