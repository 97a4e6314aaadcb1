-- What became of a batch of creations, by a key that the service made before its first try. When the answer of a try is lost,
-- the next one runs into the key and reads here what the first one stored. Receipts are of use for the length of a request only.
create table creation_receipts (
  key uuid primary key,
  -- In the order of the batch; null where nothing was created because the user does not exist.
  ids int[] not null,
  created_time timestamptz not null default now()
);

create index creation_receipts_created_time on creation_receipts (created_time);
