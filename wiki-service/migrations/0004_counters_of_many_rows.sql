-- A creation adds a row to the counters and updates none: half of what counting cost, and nothing to find or to lock.
-- The service folds rows into one from time to time. `stripe` was there to tell them apart.
alter table creation_counters drop column stripe;
alter table creation_counters reset (fillfactor);

create or replace function count_creations() returns trigger language plpgsql security definer set search_path from current as $$
begin
  insert into creation_counters (resource, created) select tg_table_name, count(*) from created_rows having count(*) > 0;
  return null;
end
$$;
