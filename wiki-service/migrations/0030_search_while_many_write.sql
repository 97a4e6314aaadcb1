-- Indexes some of the given pages, or of those that wait now (null). Returns the others, for the next transaction: one ends soon, because
-- those who save the same pages wait for it. Whatever is saved meanwhile is not among them, or a search would never be done while many
-- write. What no index can hold leaves the page as it was found before: searches go on.
create function index_pending(waiting int[], most int) returns int[] language plpgsql as $$
declare
  wanted int[] := coalesce(waiting, array(select post_id from search_pending order by post_id));
  last int := coalesce(wanted[most], wanted[cardinality(wanted)]);
  page search_pending;
  began timestamptz := clock_timestamp();
begin
  for page in select * from search_pending where post_id = any(wanted[:most]) order by post_id for update loop
    delete from search_pending where post_id = page.post_id;
    begin
      if exists (select from posts where id = page.post_id) then
        perform index_now(page.post_id, page.document);
      end if;
    exception when data_exception or program_limit_exceeded then
      raise warning 'page % cannot be indexed: %', page.post_id, sqlstate;
    end;
    if clock_timestamp() > began + interval '200 ms' then
      last := page.post_id;
      exit;
    end if;
  end loop;
  return array(select id from unnest(wanted) as id where id > last);
end
$$;

-- A replica of the version before, which still runs during an upgrade, calls it like this until it returns 0.
create or replace function index_pending(most int) returns int language plpgsql as $$
declare
  waiting int[];
begin
  loop
    waiting := index_pending(waiting, most);
    exit when waiting = '{}';
  end loop;
  return 0;
end
$$;
