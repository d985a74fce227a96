-- All of it was copied.
DROP TABLE old_sample;
DROP TABLE old_job_end;
DROP TABLE old_job;
DROP TABLE old_decision;
DROP TABLE bisection;
DROP TABLE machine_check_end;
DROP TABLE machine_check_boot;
DROP TABLE machine_check;
