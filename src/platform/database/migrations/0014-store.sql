-- Where one can try an app before connecting it.
alter table app add column demo_url text;
create index app_in_store on app (category, name) where type = 'public' and state = 'active' and deleted_at is null;
