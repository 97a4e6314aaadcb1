-- To index a page takes longer than to store it, and a page is often saved again before somebody searches. So a save leaves the
-- document here. The service indexes what is here shortly after, or before it searches: see index_pending().
create table search_pending (
  post_id int primary key,
  document jsonb not null
);

alter table search_pending alter column document set storage external;

alter function index_page(int, jsonb) rename to index_now;

-- Called in the transaction of every write, when posts has the page as it now is.
create function index_page(page_id int, document jsonb) returns void language plpgsql as $$
#variable_conflict use_variable
begin
  -- Whoever indexes this page reads it before this transaction ends, or after it.
  if document is null then
    perform from search_pending where post_id = page_id for update;
  else
    update search_pending set document = index_page.document where post_id = page_id;
  end if;
  if found then
    return;
  end if;
  -- So many are no burden for the search that comes next.
  if document is null or (select count(*) from (select from search_pending limit 100) as waiting) >= 100 then
    perform index_now(page_id, document);
  else
    insert into search_pending values (page_id, document)
    on conflict (post_id) do update set document = excluded.document;
  end if;
end
$$;

-- Indexes pages that wait for it; 1 when others may be left: a transaction ends soon, because those who save the same pages wait for it.
-- What no index can hold leaves the page as it was found before: searches go on.
create function index_pending(most int) returns int language plpgsql as $$
declare
  page search_pending;
  began timestamptz := clock_timestamp();
  indexed int := 0;
begin
  for page in select * from search_pending order by post_id limit most for update loop
    delete from search_pending where post_id = page.post_id;
    begin
      if exists (select from posts where id = page.post_id) then
        perform index_now(page.post_id, page.document);
      end if;
    exception when data_exception or program_limit_exceeded then
      raise warning 'page % cannot be indexed: %', page.post_id, sqlstate;
    end;
    indexed := indexed + 1;
    if indexed = most or clock_timestamp() > began + interval '200 ms' then
      return 1;
    end if;
  end loop;
  return 0;
end
$$;

-- Whether saved pages wait to be indexed, for the statements of readers, who may not read the table.
create function is_search_behind() returns boolean language sql stable security definer set search_path from current as $$
  select exists (select from search_pending)
$$;

-- As in 0025, and what waits.
create or replace function remove_pages() returns trigger language plpgsql security definer set search_path from current as $$
begin
  if not exists (select from removed_rows where title is not null) then
    return null;
  end if;
  delete from links using removed_rows as removed where links.target = any(removed.links) and links.post_id = removed.id;
  delete from page_tags using removed_rows as removed where page_tags.tag = any(removed.tags) and page_tags.post_id = removed.id;
  delete from paths using removed_rows as removed where paths.post_id = removed.id;
  delete from revisions using removed_rows as removed where revisions.post_id = removed.id;
  delete from search_pending using removed_rows as removed where search_pending.post_id = removed.id;
  delete from search_documents using removed_rows as removed where search_documents.post_id = removed.id;
  delete from search_titles using removed_rows as removed where search_titles.post_id = removed.id;
  return null;
end
$$;

-- A truncation of users that cascades has truncated revisions already, which cannot be done twice at once.
create or replace function remove_all_pages() returns trigger language plpgsql security definer set search_path from current as $$
begin
  delete from revisions;
  truncate paths, links, page_tags, search_pending, search_documents, search_titles;
  return null;
end
$$;
