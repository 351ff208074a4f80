-- What the migrations add up to. Made by npm run generate; change the migrations instead.

CREATE TABLE app (
  id text primary key,
  organization_id text references organization (id),
  name text not null unique,
  name_skeleton text not null unique,
  type text not null,
  state text not null,
  parent_app_id text references app (id),
  category text not null,
  entry_point_url text,
  logo_url text,
  webhook_url text,
  translations text not null,
  is_platform integer not null default 0,
  deleted_at bigint,
  created_at bigint not null,
  updated_at bigint not null,
  version integer not null default 0
, demo_url text, webhook_secret_ciphertext text);

CREATE INDEX app_in_store on app (category, name) where type = 'public' and state = 'active' and deleted_at is null;

CREATE INDEX app_of_organization on app (organization_id);

CREATE INDEX app_of_parent on app (parent_app_id) where parent_app_id is not null and deleted_at is null;

CREATE TABLE app_review (
  app_id text primary key references app (id),
  requested_by text,
  requested_at bigint not null,
  note text,
  decided_by text,
  decided_at bigint,
  decision text,
  reason text
);

CREATE INDEX app_review_waiting on app_review (requested_at) where decided_at is null;

CREATE TABLE attempt_gate (
  purpose text not null,
  subject text not null,
  version integer not null,
  used_at bigint not null,
  primary key (purpose, subject)
);

CREATE INDEX attempt_gate_age on attempt_gate (used_at);

CREATE TABLE audit_entry (
  id integer primary key autoincrement,
  action text not null,
  actor text,
  subject text,
  reason text,
  correlation_id text,
  created_at bigint not null
, client_id text, app_id text, address_block text, details text);

CREATE INDEX audit_entry_age on audit_entry (created_at);

CREATE INDEX audit_entry_of_actor on audit_entry (actor, created_at);

CREATE INDEX audit_entry_of_app on audit_entry (app_id, created_at);

CREATE INDEX audit_entry_of_client on audit_entry (client_id, created_at);

CREATE INDEX audit_entry_of_subject on audit_entry (subject, created_at);

CREATE TABLE authorization_code (
  id integer primary key autoincrement,
  code_hash text not null unique,
  family_id text not null references token_family (id),
  redirect_uri text not null,
  code_challenge text,
  code_challenge_method text,
  nonce text,
  created_at bigint not null,
  expires_at bigint not null,
  redeemed_at bigint
);

CREATE INDEX authorization_code_of_family on authorization_code (family_id);

CREATE TABLE browser_session (
  id integer primary key autoincrement,
  token_hash text not null unique,
  person_id text not null references person (id),
  created_at bigint not null,
  authenticated_at bigint not null,
  last_seen_at bigint not null,
  expires_at bigint not null,
  user_agent text,
  address_block text,
  ended_at bigint
, selected text);

CREATE INDEX browser_session_expiry on browser_session (expires_at);

CREATE INDEX browser_session_of_person on browser_session (person_id);

CREATE TABLE connection (
  id text primary key,
  app_id text not null references app (id),
  bearer_type text not null,
  bearer_id text not null,
  established_by text,
  revoked_at bigint,
  revocation_reason text,
  created_at bigint not null,
  updated_at bigint not null,
  version integer not null default 0
, last_used_at bigint, notified_at bigint);

CREATE INDEX connection_ended on connection (revoked_at) where revoked_at is not null;

CREATE UNIQUE INDEX connection_live on connection (app_id, bearer_type, bearer_id) where revoked_at is null;

CREATE INDEX connection_of_bearer on connection (bearer_type, bearer_id);

CREATE TABLE connection_scope (
  connection_id text not null references connection (id),
  scope text not null,
  state text not null,
  updated_at bigint not null,
  primary key (connection_id, scope)
);

CREATE INDEX connection_scope_waiting on connection_scope (updated_at) where state = 'waiting';

CREATE TABLE credentials (
  id text primary key,
  app_id text not null references app (id),
  name text,
  description text,
  is_confidential integer not null,
  secret_hash text not null,
  secret_ciphertext text not null,
  second_secret_hash text,
  second_secret_expires_at bigint,
  signing_algorithm text,
  allows_plain_pkce integer not null default 0,
  profile text not null default 'compatible',
  deleted_at bigint,
  created_at bigint not null,
  updated_at bigint not null
, machine_refresh_tokens integer not null default 1, allows_password_grant integer not null default 0, allows_implicit_grant integer not null default 0, last_used_at bigint);

CREATE UNIQUE INDEX credentials_name on credentials (app_id, name) where deleted_at is null;

CREATE INDEX credentials_of_app on credentials (app_id);

CREATE TABLE desired_scope (
  app_id text not null references app (id),
  scope text not null,
  provided_scope_id text not null references provided_scope (id),
  position integer not null,
  created_at bigint not null,
  primary key (app_id, scope)
);

CREATE INDEX desired_scope_of_provided on desired_scope (provided_scope_id);

CREATE TABLE device_authorization (
  id text primary key,
  device_code_hash text not null unique,
  user_code_hash text not null,
  user_code_ciphertext text not null,
  client_id text not null,
  scope text,
  organization text not null,
  user_agent text,
  address_block text not null,
  state text not null,
  decided_by text,
  decided_at bigint,
  family_id text references token_family (id),
  created_at bigint not null,
  expires_at bigint not null
);

CREATE INDEX device_authorization_expiry on device_authorization (expires_at);

CREATE INDEX device_authorization_of_client on device_authorization (client_id) where state = 'pending';

CREATE INDEX device_authorization_of_family on device_authorization (family_id) where family_id is not null;

CREATE UNIQUE INDEX device_authorization_user_code on device_authorization (user_code_hash) where state = 'pending';

CREATE TABLE email_link (
  id integer primary key autoincrement,
  token_hash text not null unique,
  purpose text not null,
  person_id text not null references person (id),
  email_key text not null,
  return_to text,
  created_at bigint not null,
  expires_at bigint not null,
  used_at bigint
, new_email text);

CREATE INDEX email_link_expiry on email_link (expires_at);

CREATE INDEX email_link_of_person on email_link (person_id);

CREATE TABLE event (
  id integer primary key autoincrement,
  event_id text not null unique,
  name text not null,
  subject text not null,
  app_id text,
  payload text not null,
  link text,
  created_at bigint not null
);

CREATE INDEX event_age on event (created_at);

CREATE TABLE event_password (
  id text primary key,
  app_id text not null references app (id),
  note text,
  secret_hash text not null,
  secret_ciphertext text not null,
  created_at bigint not null
);

CREATE INDEX event_password_of_app on event_password (app_id, created_at);

CREATE TABLE failed_attempt (
  id integer primary key autoincrement,
  purpose text not null,
  account_key text not null,
  address_block text not null,
  attempted_at bigint not null
);

CREATE INDEX failed_attempt_age on failed_attempt (attempted_at);

CREATE INDEX failed_attempt_of_account on failed_attempt (purpose, account_key, attempted_at);

CREATE INDEX failed_attempt_of_address on failed_attempt (purpose, address_block, attempted_at);

CREATE TABLE interaction (
  id text primary key,
  browser_hash text not null,
  person_id text,
  organization_id text,
  client_id text not null,
  request text not null,
  progress text not null,
  created_at bigint not null,
  expires_at bigint not null,
  finished_at bigint
);

CREATE INDEX interaction_expiry on interaction (expires_at);

CREATE TABLE issued_token (
  id integer primary key autoincrement,
  jti text not null unique,
  family_id text not null references token_family (id),
  scopes text not null,
  roles integer,
  issued_at bigint not null,
  expires_at bigint not null,
  refresh_hash text unique,
  refresh_expires_at bigint,
  redeemed_at bigint,
  successor_jti text
);

CREATE INDEX issued_token_of_family on issued_token (family_id);

CREATE TABLE job_lease (
  name text primary key,
  next_run_at bigint not null,
  held_by text,
  held_until bigint not null
);

CREATE TABLE join_request (
  id text primary key,
  organization_id text not null references organization (id),
  person_id text not null references person (id),
  created_at bigint not null,
  declined_at bigint,
  unique (organization_id, person_id)
);

CREATE INDEX join_request_age on join_request (created_at);

CREATE INDEX join_request_of_person on join_request (person_id);

CREATE TABLE mail (
  id integer primary key autoincrement,
  recipient text not null,
  subject text not null,
  text_body text not null,
  html_body text not null,
  created_at bigint not null,
  next_attempt_at bigint,
  attempts integer not null default 0,
  sent_at bigint,
  failure text
);

CREATE INDEX mail_due on mail (next_attempt_at);

CREATE TABLE mail_hold (
  address_key text not null,
  held_for text not null,
  primary key (address_key, held_for)
);

CREATE INDEX mail_hold_of on mail_hold (held_for);

CREATE TABLE membership (
  id text primary key,
  organization_id text not null references organization (id),
  person_id text not null references person (id),
  roles integer not null,
  created_at bigint not null,
  updated_at bigint not null,
  unique (organization_id, person_id)
);

CREATE INDEX membership_of_person on membership (person_id);

CREATE TABLE membership_invitation (
  id text primary key,
  organization_id text not null references organization (id),
  email text not null,
  email_key text not null,
  first_name text,
  name text,
  roles integer not null,
  token_hash text not null unique,
  invited_by text references person (id),
  created_at bigint not null,
  sent_at bigint not null,
  expires_at bigint not null,
  ended_at bigint,
  outcome text
, mails integer not null default 1);

CREATE INDEX membership_invitation_expiry on membership_invitation (expires_at);

CREATE UNIQUE INDEX membership_invitation_open on membership_invitation (organization_id, email_key)
  where ended_at is null;

CREATE INDEX membership_invitation_recipient on membership_invitation (email_key, sent_at);

CREATE INDEX membership_invitation_sender on membership_invitation (organization_id, sent_at);

CREATE TABLE migration (name text primary key, applied_at bigint not null);

CREATE TABLE one_time_code (
  person_id text primary key references person (id),
  secret_ciphertext text not null,
  last_step bigint not null,
  created_at bigint not null
);

CREATE TABLE organization (
  id text primary key,
  name text not null,
  slug text not null unique,
  country_code text,
  kinds text not null,
  sections text not null,
  brand_color text,
  logo_url text,
  require_two_factor integer not null default 0,
  deleted_at bigint,
  created_at bigint not null,
  updated_at bigint not null,
  version integer not null default 0
, is_discoverable integer not null default 0, search_name text not null default '', test_account_owner_id text);

CREATE INDEX organization_discoverable on organization (name, id) where is_discoverable = 1 and deleted_at is null;

CREATE INDEX organization_of_test_account_owner on organization (test_account_owner_id, created_at)
  where test_account_owner_id is not null;

CREATE TABLE participation (
  app_id text not null references app (id),
  organization_id text not null references organization (id),
  invited_by text references person (id),
  created_at bigint not null,
  primary key (app_id, organization_id)
);

CREATE INDEX participation_of_organization on participation (organization_id);

CREATE TABLE passkey (
  id text primary key,
  person_id text not null references person (id),
  credential_id text not null unique,
  public_key text not null,
  sign_count bigint not null,
  transports text not null,
  name text not null,
  created_at bigint not null,
  last_used_at bigint
);

CREATE INDEX passkey_of_person on passkey (person_id, created_at);

CREATE TABLE password (
  person_id text primary key references person (id),
  hash text not null,
  changed_at bigint not null
);

CREATE TABLE pending_sign_in (
  token_hash text primary key,
  person_id text not null references person (id),
  password_digest text not null,
  expires_at bigint not null
);

CREATE INDEX pending_sign_in_expiry on pending_sign_in (expires_at);

CREATE INDEX pending_sign_in_of_person on pending_sign_in (person_id);

CREATE TABLE person (
  id text primary key,
  first_name text,
  name text not null,
  email text not null,
  email_key text not null unique,
  email_confirmed_at bigint,
  pronoun text,
  locale text not null,
  country_code text,
  unit_system text not null,
  time_zone text not null,
  avatar_url text,
  is_operator integer not null default 0,
  banned_at bigint,
  deleted_at bigint,
  created_at bigint not null,
  updated_at bigint not null,
  version integer not null default 0
, two_factor_since bigint, birthday text, appearance text not null default 'system', test_account_owner_id text);

CREATE TABLE picture (
  id text primary key,
  owner_type text not null,
  owner_id text not null,
  content_type text not null,
  content text not null,
  created_at bigint not null
);

CREATE UNIQUE INDEX picture_of_owner on picture (owner_type, owner_id);

CREATE TABLE private_token (
  jti text primary key,
  bearer_type text not null,
  bearer_id text not null,
  note text not null,
  created_by text,
  form_id text not null,
  created_at bigint not null,
  expires_at bigint not null,
  revoked_at bigint,
  revocation_reason text,
  unique (created_by, form_id)
);

CREATE INDEX private_token_expiry on private_token (expires_at);

CREATE INDEX private_token_of_bearer on private_token (bearer_type, bearer_id, created_at);

CREATE TABLE private_token_scope (
  jti text not null references private_token (jti),
  scope text not null,
  provided_scope_id text not null references provided_scope (id),
  primary key (jti, scope)
);

CREATE INDEX private_token_scope_of_provided on private_token_scope (provided_scope_id);

CREATE TABLE provided_event (
  app_id text not null references app (id),
  name text not null,
  position integer not null,
  bearer_kind text not null,
  example text,
  translations text not null,
  primary key (app_id, name)
);

CREATE TABLE provided_scope (
  id text primary key,
  app_id text not null references app (id),
  name text not null,
  permission text not null,
  bearer_kind text not null,
  translations text not null,
  withdrawn_at bigint,
  created_at bigint not null,
  updated_at bigint not null,
  unique (app_id, name, permission)
);

CREATE TABLE recovery_code (
  id integer primary key autoincrement,
  person_id text not null references person (id),
  code_hash text not null,
  used_at bigint,
  unique (person_id, code_hash)
);

CREATE TABLE redirect_url (
  app_id text not null references app (id),
  position integer not null,
  url text not null,
  primary key (app_id, position),
  unique (app_id, url)
);

CREATE TABLE revoked_access_token (
  id integer primary key autoincrement,
  jti text not null unique,
  expires_at bigint not null,
  revoked_at bigint not null
);

CREATE INDEX revoked_access_token_expiry on revoked_access_token (expires_at);

CREATE TABLE scope_offer (
  id text primary key,
  app_id text not null references app (id),
  scopes text not null,
  after_organization_id text not null,
  created_at bigint not null
);

CREATE TABLE screenshot (
  id text primary key,
  app_id text not null references app (id),
  position integer not null,
  path text not null,
  width integer not null,
  height integer not null,
  captions text not null,
  created_at bigint not null
);

CREATE INDEX screenshot_of_app on screenshot (app_id, position);

CREATE TABLE setting (
  name text primary key,
  value text not null
);

CREATE TABLE signing_key (
  kid text primary key,
  algorithm text not null,
  public_jwk text not null,
  private_ciphertext text not null,
  created_at bigint not null,
  signs_from bigint not null,
  retired_at bigint
);

CREATE TABLE site (
  id text primary key,
  organization_id text not null references organization (id),
  name text not null,
  is_headquarter integer not null,
  address text,
  created_at bigint not null,
  updated_at bigint not null
);

CREATE UNIQUE INDEX site_headquarter on site (organization_id) where is_headquarter = 1;

CREATE INDEX site_of_organization on site (organization_id);

CREATE TABLE sqlite_sequence(name,seq);

CREATE TABLE subscribed_event (
  app_id text not null references app (id),
  name text not null,
  position integer not null,
  primary key (app_id, name)
);

CREATE INDEX subscribed_event_name on subscribed_event (name);

CREATE TABLE test_account (
  organization_id text primary key references organization (id),
  vendor_id text not null references organization (id),
  name text not null,
  definition text not null,
  token_jti text,
  created_at bigint not null,
  unique (vendor_id, name)
);

CREATE TABLE test_account_draft (
  id text primary key,
  vendor_id text not null references organization (id),
  person_id text not null references person (id),
  values_ciphertext text not null,
  created_at bigint not null
);

CREATE INDEX test_account_draft_age on test_account_draft (created_at);

CREATE INDEX test_account_draft_of_person on test_account_draft (person_id, created_at);

CREATE TABLE test_account_gate (
  vendor_id text primary key references organization (id),
  version integer not null
);

CREATE TABLE test_person (
  person_id text primary key references person (id),
  organization_id text not null references organization (id)
);

CREATE INDEX test_person_of_account on test_person (organization_id);

CREATE TABLE token_entry (
  id integer primary key autoincrement,
  client_id text,
  app_id text,
  grant_type text,
  bearer_type text,
  bearer_id text,
  person_id text,
  jti text,
  error text,
  reason text,
  correlation_id text,
  address_block text,
  created_at bigint not null
);

CREATE INDEX token_entry_age on token_entry (created_at);

CREATE INDEX token_entry_of_app on token_entry (app_id, created_at);

CREATE INDEX token_refusal_age on token_entry (created_at) where error is not null;

CREATE INDEX token_refusal_of_app on token_entry (app_id, created_at) where error is not null;

CREATE INDEX token_refusal_of_bearer on token_entry (bearer_id, created_at) where error is not null;

CREATE TABLE token_family (
  id text primary key,
  app_id text not null,
  client_id text not null,
  client_is_confidential integer not null,
  connection_id text not null,
  person_connection_id text,
  bearer_type text not null,
  bearer_id text not null,
  person_id text,
  roles integer,
  scopes text not null,
  person_scopes text not null,
  separator text not null,
  flow text not null,
  parent_family_id text,
  created_at bigint not null,
  revoked_at bigint,
  revocation_reason text
);

CREATE INDEX token_family_of_client on token_family (client_id);

CREATE INDEX token_family_of_connection on token_family (connection_id);

CREATE INDEX token_family_of_parent on token_family (parent_family_id) where parent_family_id is not null;

CREATE INDEX token_family_of_person_connection on token_family (person_connection_id)
  where person_connection_id is not null;

CREATE TABLE used_challenge (
  challenge_hash text primary key,
  expires_at bigint not null
);

CREATE INDEX used_challenge_expiry on used_challenge (expires_at);
