-- When an app last did something with a connection, to the hour; null: never.
alter table connection add column last_used_at bigint;
-- When the bearer's people were last told by mail that the app asks for more.
alter table connection add column notified_at bigint;
