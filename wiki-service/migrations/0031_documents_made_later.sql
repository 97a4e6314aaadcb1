-- A save left the document of its page in search_pending, and most documents were replaced before anybody read them. Now it says only that
-- the page has changed. The service makes the document from the page as it is when it is indexed, once for all saves before.
alter table search_pending
  -- Versions of the page that no index has: the first, and the last that was saved.
  add column since int not null default 0,
  add column version int not null default 0;

-- Called in the transaction of every write, when posts has the page as it now is. The document is '{}' for new texts, null when title,
-- tags and content are what they were; a replica of the version before sends a whole one.
create or replace function index_page(page_id int, document jsonb) returns void language plpgsql as $$
#variable_conflict use_variable
declare
  saved int := (select posts.version from posts where id = page_id);
begin
  -- Whoever indexes this page reads it before this transaction ends, or after it.
  if document is null then
    perform from search_pending where post_id = page_id for update;
  else
    update search_pending set document = index_page.document, version = saved where post_id = page_id;
  end if;
  if found then
    return;
  end if;
  if document is null
    or document <> '{}' and (select count(*) from (select from search_pending limit 100) as waiting) >= 100 then
    perform index_now(page_id, document);
  else
    insert into search_pending values (page_id, document, saved, saved)
    on conflict (post_id) do update set document = excluded.document, version = excluded.version;
  end if;
end
$$;

-- Indexes pages that wait, in one transaction, which ends soon because those who save the same pages wait for it. Takes an array of `id`,
-- `version` and `document`: what the service has made of the pages as they were. What no index can hold leaves the page as it was found
-- before: searches go on.
create function index_documents(documents jsonb) returns void language plpgsql as $$
declare
  made record;
  waiting search_pending;
begin
  for made in
    select each_one.* from jsonb_to_recordset(documents) as each_one (id int, version int, document jsonb) order by id
  loop
    select * into waiting from search_pending where post_id = made.id for update;
    -- Otherwise this version, or a later one, has been indexed meanwhile.
    if found and made.version >= waiting.since then
      if made.version >= waiting.version then
        delete from search_pending where post_id = made.id;
      else
        -- Saved again meanwhile: whoever waits for the earlier version need not wait for this one.
        update search_pending set since = made.version + 1 where post_id = made.id;
      end if;
      begin
        if exists (select from posts where id = made.id) then
          perform index_now(made.id, made.document);
        end if;
      exception when data_exception or program_limit_exceeded then
        raise warning 'page % cannot be indexed: %', made.id, sqlstate;
      end;
    end if;
  end loop;
end
$$;

-- For replicas of the version before, which still run during an upgrade. They make no document from a page: here PostgreSQL itself reads
-- its words, roughly, and the page continues to wait for a replica that does.
create or replace function index_pending(waiting int[], most int) returns int[] language plpgsql as $$
declare
  wanted int[] := coalesce(waiting, array(select post_id from search_pending order by post_id));
  last int := coalesce(wanted[most], wanted[cardinality(wanted)]);
  page search_pending;
  began timestamptz := clock_timestamp();
begin
  for page in select * from search_pending where post_id = any(wanted[:most]) order by post_id for update loop
    if page.document = '{}' then
      select jsonb_build_object(
        'title', lower(title), 'title_words', lower(title), 'headings', lower(array_to_string(tags, ' ')),
        'words', lower(regexp_replace(content, '\W+', ' ', 'g')), 'body', left(content, 262144))
      into page.document from posts where id = page.post_id;
    else
      delete from search_pending where post_id = page.post_id;
    end if;
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
