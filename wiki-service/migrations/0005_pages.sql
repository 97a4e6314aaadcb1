-- A post with a title is a page. A plain post leaves all of these null and costs what it did before.
alter table posts
  add column title text,
  -- Where a live page is; null in the trash. Bytes order paths, so that the pages under one are a range.
  add column path text collate "C",
  add column version int,
  -- Of the latest version in the log of all changes.
  add column position bigint,
  add column tags text[],
  -- Paths that the content links to.
  add column links text[],
  add column updated_time timestamptz,
  -- A user; no foreign key, which would cost every plain post a look.
  add column updated_by int,
  -- Set while the page is in the trash.
  add column deleted_time timestamptz;

-- The last holder of every path that was ever used. The path is live while the holder's posts.path equals it; otherwise it leads
-- to wherever the holder is now.
create table paths (
  path text collate "C" primary key,
  post_id int not null references posts (id)
);

create index paths_post_id on paths (post_id);

create sequence revision_positions;

-- Every version of every page, whole. Rows are never changed.
create table revisions (
  post_id int not null references posts (id),
  version int not null,
  -- In the log of all changes; null for what a page was while it was a plain post.
  position bigint unique,
  kind text not null check (kind in ('post', 'create', 'edit', 'move', 'delete', 'restore')),
  path text collate "C",
  title text,
  content text not null,
  tags text[] not null,
  links text[] not null,
  user_id int not null references users (id),
  summary text not null,
  -- Bytes of the content in UTF-8.
  size int not null,
  created_time timestamptz not null,
  primary key (post_id, version)
);

create index revisions_user_id_position on revisions (user_id, position);

-- Links of live pages, by the path they name, whether or not there is a page.
create table links (
  target text collate "C" not null,
  post_id int not null references posts (id),
  primary key (target, post_id)
);

-- Tags of live pages.
create table page_tags (
  tag text collate "C" not null,
  post_id int not null references posts (id),
  primary key (tag, post_id)
);

-- What became of a request that writes pages, stored with what it wrote. Whoever sends the request again, be it the service after a
-- lost answer or a client with an Idempotency-Key, finds here what the first one did.
create table page_receipts (
  key uuid primary key,
  -- Hash of what a repeated request must have in common with the first.
  fingerprint uuid not null,
  outcome text not null,
  post_id int,
  version int,
  detail jsonb,
  expires_time timestamptz not null
);

create index page_receipts_expires_time on page_receipts (expires_time);

-- Called in the transaction that gives a page a new title or content. Does nothing until search replaces it.
create function index_page(page_id int, title text, headings text, body text) returns void language plpgsql as $$
begin
end
$$;
