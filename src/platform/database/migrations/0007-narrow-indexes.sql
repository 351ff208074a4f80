-- Few families have a parent or a person who acts on behalf: the others need no entry, which each grant would pay for.
drop index token_family_of_person_connection;
create index token_family_of_person_connection on token_family (person_connection_id)
  where person_connection_id is not null;
drop index token_family_of_parent;
create index token_family_of_parent on token_family (parent_family_id) where parent_family_id is not null;
-- Identifiers of families begin with their time.
drop index token_family_age;
