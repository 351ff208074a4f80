-- What events of an app's webhook are signed with; null until it has a webhook.
alter table app add column webhook_secret_ciphertext text;

-- With what an app posts its events (events.md §3). Several at once, so that they can be replaced one by one.
create table event_password (
  id text primary key,
  app_id text not null references app (id),
  note text,
  secret_hash text not null,                 -- SHA-256
  secret_ciphertext text not null,
  created_at bigint not null
);
create index event_password_of_app on event_password (app_id, created_at);

-- The last request of a vendor to have an app published, and what came of it; those before are in the audit log.
create table app_review (
  app_id text primary key references app (id),
  requested_by text,                         -- the person
  requested_at bigint not null,
  note text,                                 -- of the vendor to the operator
  decided_by text,                           -- the person; null while it waits
  decided_at bigint,
  decision text,                             -- approved, returned, withdrawn
  reason text                                -- of the operator to the vendor
);
create index app_review_waiting on app_review (requested_at) where decided_at is null;
