-- What the database itself gave to the version that this transaction has just stored; no row if an earlier one stored it. With it the
-- service answers a write without reading the page again.
create function what_was_written(page_id int, page_version int) returns table (
  live_path text, created_time timestamptz, created_by int, updated_time timestamptz
) language plpgsql volatile as $$
begin
  return query
    select posts.path::text, posts.created_time, posts.user_id, posts.updated_time from posts
    where id = page_id and version = page_version and xmin = pg_current_xact_id()::xid;
end
$$;

-- Asks the sequence itself, as part of the expression that calls it: a query of its own had to be prepared in every transaction.
create or replace function log_position() returns bigint language sql volatile as $$
  select coalesce(pg_sequence_last_value('revision_positions'), 0)
$$;
