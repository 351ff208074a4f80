-- Jobs run in any process of the installation: whoever takes the lease of a due job runs it.
create table job_lease (
  name text primary key,
  next_run_at bigint not null,
  held_by text,                              -- the process that runs it now
  held_until bigint not null                 -- a process that died holds it no longer than this
);
