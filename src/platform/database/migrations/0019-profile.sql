-- What people set for themselves, and the pictures they upload.
alter table person add column birthday text;                            -- YYYY-MM-DD
alter table person add column appearance text not null default 'system'; -- system, light, dark
-- A picture as it was made anew from what somebody uploaded. One for each owner; another picture has another id.
create table picture (
  id text primary key,                       -- random: whoever has not been told it does not find it
  owner_type text not null,                  -- Person, Organization, App
  owner_id text not null,
  content_type text not null,
  content text not null,                     -- base64
  created_at bigint not null
);
create unique index picture_of_owner on picture (owner_type, owner_id);
