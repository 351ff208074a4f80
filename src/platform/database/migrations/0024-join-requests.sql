-- People who ask to join an organization that can be found; a declined one is kept for a while, so that nobody asks anew at once.
create table join_request (
  id text primary key,
  organization_id text not null references organization (id),
  person_id text not null references person (id),
  created_at bigint not null,
  declined_at bigint,
  unique (organization_id, person_id)
);
create index join_request_of_person on join_request (person_id);
create index join_request_age on join_request (created_at);
