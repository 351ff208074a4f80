-- When credentials last got a token, to the hour; null: never.
alter table credentials add column last_used_at bigint;
