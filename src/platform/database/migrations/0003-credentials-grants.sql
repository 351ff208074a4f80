-- What the operator or the vendor switches per credentials (G-10, G-12).
alter table credentials add column machine_refresh_tokens integer not null default 1;  -- client credentials get one
alter table credentials add column allows_password_grant integer not null default 0;
alter table credentials add column allows_implicit_grant integer not null default 0;
