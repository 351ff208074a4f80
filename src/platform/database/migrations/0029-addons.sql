-- The add-ons of an app, for its page in the store.
create index app_of_parent on app (parent_app_id) where parent_app_id is not null and deleted_at is null;
