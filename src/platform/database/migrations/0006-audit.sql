-- The audit log tells where an act came from and which app it concerned, and can be read by each of these.
alter table audit_entry add column client_id text;
alter table audit_entry add column app_id text;
alter table audit_entry add column address_block text;
alter table audit_entry add column details text;  -- JSON: ids, numbers, names of scopes
create index audit_entry_of_subject on audit_entry (subject, created_at);
create index audit_entry_of_actor on audit_entry (actor, created_at);
create index audit_entry_of_client on audit_entry (client_id, created_at);
create index audit_entry_of_app on audit_entry (app_id, created_at);

-- What came of each request for tokens: many, so they are written in groups and kept for less time.
create table token_entry (
  id rowid_key,
  client_id text,                            -- null: the request named no client that there is
  app_id text,
  grant_type text,                           -- null: none that there is
  bearer_type text,                          -- Person, Organization; null: not known before it was refused
  bearer_id text,
  person_id text,                            -- on-behalf: who acts
  jti text,                                  -- of the issued token
  error text,                                -- invalid_grant, …; null: issued
  reason text,                               -- why it was refused, in the words of the log
  correlation_id text,
  address_block text,
  created_at bigint not null
);
create index token_entry_age on token_entry (created_at);
create index token_entry_of_app on token_entry (app_id, created_at);
-- Why was this denied? Refusals are few, so their indexes cost the tokens that are issued nothing.
create index token_refusal_age on token_entry (created_at) where error is not null;
create index token_refusal_of_app on token_entry (app_id, created_at) where error is not null;
create index token_refusal_of_bearer on token_entry (bearer_id, created_at) where error is not null;

-- Connections that ended are forgotten once nothing that was issued under them is left.
create index connection_ended on connection (revoked_at) where revoked_at is not null;
