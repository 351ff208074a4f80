-- What the portal knows of its readers beside who they are.
alter table person add column two_factor_since bigint;      -- null: a password alone signs them in
alter table browser_session add column selected text;       -- person, or the id of an organization; null: never chosen
alter table organization add column is_discoverable integer not null default 0;
