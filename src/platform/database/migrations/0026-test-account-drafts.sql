-- A test account that somebody describes in several steps; forgotten a day later.
create table test_account_draft (
  id text primary key,                       -- random: it stands in the address
  vendor_id text not null references organization (id),
  person_id text not null references person (id),
  values_ciphertext text not null,           -- JSON as typed, with passwords
  created_at bigint not null
);
create index test_account_draft_of_person on test_account_draft (person_id, created_at);
create index test_account_draft_age on test_account_draft (created_at);
