-- A device that asks for access, and waits until a person has typed its user code and decided (RFC 8628).
create table device_authorization (
  id text primary key,
  device_code_hash text not null unique,     -- SHA-256
  user_code_hash text not null,              -- HMAC: eight letters alone could be guessed from a plain hash
  user_code_ciphertext text not null,        -- shown once more to the person who typed it
  client_id text not null,
  scope text,
  organization text not null,                -- JSON: what the form that creates an organization begins with
  user_agent text,
  address_block text not null,               -- where the device asked from
  state text not null,                       -- pending, approved, denied, redeemed, ended
  decided_by text,                           -- the person
  decided_at bigint,
  family_id text references token_family (id),
  created_at bigint not null,
  expires_at bigint not null
);
create unique index device_authorization_user_code on device_authorization (user_code_hash) where state = 'pending';
create index device_authorization_of_client on device_authorization (client_id) where state = 'pending';
create index device_authorization_of_family on device_authorization (family_id) where family_id is not null;
create index device_authorization_expiry on device_authorization (expires_at);
