-- Tokens that a person makes for themselves or for an organization, outside of any flow. The token itself is not kept.
create table private_token (
  jti text primary key,
  bearer_type text not null,                 -- Person, Organization
  bearer_id text not null,
  note text not null,                        -- what it is for, in its maker's words
  created_by text,                           -- the person who made it; null: the operator
  form_id text not null,                     -- a form that is sent twice makes one token
  created_at bigint not null,
  expires_at bigint not null,
  revoked_at bigint,
  revocation_reason text,
  unique (created_by, form_id)
);
create index private_token_of_bearer on private_token (bearer_type, bearer_id, created_at);
create index private_token_expiry on private_token (expires_at);

create table private_token_scope (
  jti text not null references private_token (jti),
  scope text not null,                       -- as the token says it: under the name of the app that provides it
  provided_scope_id text not null references provided_scope (id),
  primary key (jti, scope)
);
create index private_token_scope_of_provided on private_token_scope (provided_scope_id);

-- Ending everything of an app asks for its credentials, deleted ones too.
create index credentials_of_app on credentials (app_id);
