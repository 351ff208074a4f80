-- What of the connections to an app is still to be offered newly desired scopes, in the order of their organizations.
create table scope_offer (
  id text primary key,
  app_id text not null references app (id),
  scopes text not null,
  after_organization_id text not null,
  created_at bigint not null
);
-- Scopes that began to wait for approval lately, to tell of them by mail.
create index connection_scope_waiting on connection_scope (updated_at) where state = 'waiting';
