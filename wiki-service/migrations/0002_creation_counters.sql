-- How many rows were ever created, exact and durable: a trigger adds to a counter in the transaction that creates them,
-- whoever creates them. The counter is spread over rows; a transaction takes one that nobody holds, so none waits for another.
create table creation_counters (
  stripe int generated always as identity primary key,
  resource text not null,
  created bigint not null
) with (fillfactor = 50);

create function count_creations() returns trigger language plpgsql security definer set search_path from current as $$
declare
  added bigint;
begin
  select count(*) into added from created_rows;
  if added = 0 then
    return null;
  end if;
  update creation_counters set created = created + added
  where stripe = (
    select stripe from creation_counters where resource = tg_table_name limit 1 for no key update skip locked);
  if not found then
    insert into creation_counters (resource, created) values (tg_table_name, added);
  end if;
  return null;
end
$$;

create trigger count_creations after insert on users
  referencing new table as created_rows for each statement execute function count_creations();

create trigger count_creations after insert on posts
  referencing new table as created_rows for each statement execute function count_creations();

-- The triggers' locks are held until the end of this transaction: nothing is created between them and the counts.
insert into creation_counters (resource, created) select 'users', count(*) from users;
insert into creation_counters (resource, created) select 'posts', count(*) from posts;
