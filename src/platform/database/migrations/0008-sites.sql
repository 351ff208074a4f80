create table site (
  id text primary key,
  organization_id text not null references organization (id),
  name text not null,
  is_headquarter integer not null,           -- the first site of an organization, and only that
  address text,                              -- JSON: id, addressee, street, number, …, its own instants
  created_at bigint not null,
  updated_at bigint not null
);
create index site_of_organization on site (organization_id);
create unique index site_headquarter on site (organization_id) where is_headquarter = 1;

-- Organizations that exist get the headquarter that new ones are made with.
insert into site (id, organization_id, name, is_headquarter, created_at, updated_at)
  select id, id, name, 1, created_at, created_at from organization where deleted_at is null;
