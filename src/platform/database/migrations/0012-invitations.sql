-- People who were asked to join an organization by mail. One open invitation for each address.
create table membership_invitation (
  id text primary key,
  organization_id text not null references organization (id),
  email text not null,
  email_key text not null,
  first_name text,
  name text,
  roles integer not null,
  token_hash text not null unique,           -- of the link that was sent last
  invited_by text references person (id),
  created_at bigint not null,
  sent_at bigint not null,
  expires_at bigint not null,
  ended_at bigint,
  outcome text                               -- accepted, declined, withdrawn
);
create unique index membership_invitation_open on membership_invitation (organization_id, email_key)
  where ended_at is null;
create index membership_invitation_expiry on membership_invitation (expires_at);
