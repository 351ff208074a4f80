-- Pictures of an app for its page in the store; the pixels are in picture, owned by Screenshot/<id>.
create table screenshot (
  id text primary key,
  app_id text not null references app (id),
  position integer not null,
  path text not null,                        -- where the picture is served
  width integer not null,
  height integer not null,
  captions text not null,                    -- JSON: [{"locale", "caption"}]
  created_at bigint not null
);
create index screenshot_of_app on screenshot (app_id, position);
