-- Organizations and persons that a vendor made to try its apps with: the vendor's organization; null for all others.
alter table organization add column test_account_owner_id text;
alter table person add column test_account_owner_id text;
-- Also those that were deleted: how many a vendor made lately.
create index organization_of_test_account_owner on organization (test_account_owner_id, created_at)
  where test_account_owner_id is not null;

create table test_account (
  organization_id text primary key references organization (id),
  vendor_id text not null references organization (id),
  name text not null,
  definition text not null,                  -- JSON: what it was made of, to make it anew; passwords as hashes
  token_jti text,                            -- its private token; null: it could hold no scope
  created_at bigint not null,
  unique (vendor_id, name)
);

-- The persons made with a test account; whoever joined later is none of them.
create table test_person (
  person_id text primary key references person (id),
  organization_id text not null references organization (id)
);
create index test_person_of_account on test_person (organization_id);

-- Making and ending test accounts of a vendor takes its row first.
create table test_account_gate (
  vendor_id text primary key references organization (id),
  version integer not null
);

-- Addresses that nothing is sent to, for as long as what they are held for is there.
create table mail_hold (
  address_key text not null,
  held_for text not null,
  primary key (address_key, held_for)
);
create index mail_hold_of on mail_hold (held_for);
