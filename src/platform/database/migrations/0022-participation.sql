-- Organizations that a vendor invited to an app of its own which not everybody may connect (platform.md §5).
create table participation (
  app_id text not null references app (id),
  organization_id text not null references organization (id),
  invited_by text references person (id),
  created_at bigint not null,
  primary key (app_id, organization_id)
);
create index participation_of_organization on participation (organization_id);
-- Organizations that allow to be found by others, by what is left of their names without accents and case.
alter table organization add column search_name text not null default '';
update organization set search_name = slug;
create index organization_discoverable on organization (name, id) where is_discoverable = 1 and deleted_at is null;
