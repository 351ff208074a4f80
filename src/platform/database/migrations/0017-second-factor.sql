-- A second proof beside the password, and how the address of an account changes.
create table one_time_code (
  person_id text primary key references person (id),
  secret_ciphertext text not null,           -- what the authenticator app and the hub share
  last_step bigint not null,                 -- the time step of the latest code that counted: none up to it counts again
  created_at bigint not null
);

create table recovery_code (
  id rowid_key,
  person_id text not null references person (id),
  code_hash text not null,
  used_at bigint,
  unique (person_id, code_hash)
);

create table passkey (
  id text primary key,
  person_id text not null references person (id),
  credential_id text not null unique,        -- base64url, as the authenticator names it
  public_key text not null,                  -- COSE in base64url
  sign_count bigint not null,                -- 0: the authenticator does not count
  transports text not null,                  -- JSON array
  name text not null,
  created_at bigint not null,
  last_used_at bigint
);
create index passkey_of_person on passkey (person_id, created_at);

-- Somebody knew the password and is asked for the second proof.
create table pending_sign_in (
  token_hash text primary key,
  person_id text not null references person (id),
  password_digest text not null,             -- of the hash that was matched: dies with the password
  expires_at bigint not null
);
create index pending_sign_in_of_person on pending_sign_in (person_id);
create index pending_sign_in_expiry on pending_sign_in (expires_at);

alter table email_link add column new_email text;           -- of links that change the address: where they were sent
