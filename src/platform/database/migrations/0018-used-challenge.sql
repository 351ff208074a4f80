-- Challenges of passkeys carry their own proof; those that were answered are kept as long as they would live.
create table used_challenge (
  challenge_hash text primary key,
  expires_at bigint not null
);
create index used_challenge_expiry on used_challenge (expires_at);
