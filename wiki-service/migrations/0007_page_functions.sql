-- What the service calls to write pages. Each call is one transaction, and every statement in it sees what was committed before it.
--
-- The log of changes is complete although transactions commit out of order. A writer first takes a shared lock whose key is the last
-- position handed out so far: its own positions will all be above. The lock is released once its commit can be seen. A reader shows
-- what is not above any lock that is held (log_horizon). Writers never wait for each other here.

create function log_position() returns bigint language sql volatile as $$
  select case when is_called then last_value else 0 end from revision_positions
$$;

-- In the upper 16 bits of a lock's key; the rest is a position.
create function log_lock_class() returns bigint language sql immutable as $$ select 23313::bigint $$;

create function enter_log() returns void language plpgsql as $$
begin
  perform pg_advisory_xact_lock_shared((log_lock_class() << 48) | log_position());
end
$$;

-- Everything in the log up to here is settled: read it in a statement that starts after this one.
create function log_horizon() returns bigint language plpgsql volatile as $$
declare
  handed_out bigint := log_position();
  lowest_floor bigint;
begin
  -- After the above: whoever has been handed one of those positions holds a lock by now, or can be seen.
  select min(((classid::bigint & 65535) << 32) | objid::bigint) into lowest_floor
  from pg_locks
  where locktype = 'advisory' and objsubid = 1 and classid::bigint >> 16 = log_lock_class()
    and database = (select oid from pg_database where datname = current_database());
  return least(handed_out, lowest_floor);
end
$$;

-- Called in the transaction of every write, when posts has the page as it now is. The document is what searchDocument() makes of its
-- texts; null when title, tags and content are what they were: the page has moved, or went to the trash. Search replaces it.
drop function index_page(int, text, text, text);

do $do$
begin
  if to_regprocedure('index_page(int, jsonb)') is null then
    create function index_page(page_id int, document jsonb) returns void language plpgsql as $$
    begin
    end
    $$;
  end if;
end
$do$;

-- The receipt of a request that was carried out before; its key is null when there was none. Waits while another try is under way.
create function claim_request(request_key uuid, request_fingerprint uuid, keep_seconds int) returns page_receipts
language plpgsql as $$
declare
  receipt page_receipts;
begin
  perform pg_advisory_xact_lock(231, hashtext(request_key::text));
  select * into receipt from page_receipts where key = request_key;
  if receipt.expires_time <= clock_timestamp() then
    delete from page_receipts where key = request_key;
    receipt := null;
  end if;
  if receipt.outcome is null then
    receipt.fingerprint := request_fingerprint;
    receipt.expires_time := clock_timestamp() + make_interval(secs => keep_seconds);
  elsif receipt.fingerprint <> request_fingerprint then
    receipt.outcome := 'key_reused';
  end if;
  return receipt;
end
$$;

create function keep_receipt(receipt page_receipts, request_key uuid, new_outcome text, new_detail jsonb) returns page_receipts
language plpgsql as $$
begin
  receipt.key := request_key;
  receipt.outcome := new_outcome;
  receipt.detail := new_detail;
  insert into page_receipts select receipt.*;
  return receipt;
end
$$;

-- Who has the path, if a live page has it. No other write of a single page takes the path before this transaction ends.
create function claim_path(wanted text) returns int language plpgsql as $$
declare
  holder int;
begin
  perform pg_advisory_xact_lock(232, hashtext(wanted));
  select posts.id into holder from posts where posts.path = wanted;
  return holder;
end
$$;

-- The path, or the first of path-2, path-3 … that no live page has.
create function claim_numbered_path(wanted text, page_id int) returns text language plpgsql as $$
begin
  if claim_path(wanted) is null then
    return wanted;
  end if;
  for number in 2..200 loop
    if claim_path(wanted || '-' || number) is null then
      return wanted || '-' || number;
    end if;
  end loop;
  -- Nobody looks for the next free number of so many; an id is a number that no other page has.
  return wanted || '-' || page_id || case when claim_path(wanted || '-' || page_id) is null then '' else '-' || page_id end;
end
$$;

-- Makes links (or tags) of a page what they are now; pages in the trash have none.
create function replace_links(page_id int, earlier text[], later text[]) returns void language plpgsql as $$
begin
  if earlier is distinct from later then
    delete from links where post_id = page_id and target in (select unnest(earlier) except select unnest(later));
    insert into links (target, post_id)
    select target, page_id from (select unnest(later) except select unnest(earlier)) as added (target)
    on conflict do nothing;
  end if;
end
$$;

create function replace_tags(page_id int, earlier text[], later text[]) returns void language plpgsql as $$
begin
  if earlier is distinct from later then
    delete from page_tags where post_id = page_id and tag in (select unnest(earlier) except select unnest(later));
    insert into page_tags (tag, post_id)
    select tag, page_id from (select unnest(later) except select unnest(earlier)) as added (tag)
    on conflict do nothing;
  end if;
end
$$;

-- Stores the next version of a page: its row is locked (or new: its version is null), its new path is claimed, the log is entered.
create function store_version(
  page posts, new_kind text, new_path text, new_title text, new_content text, new_tags text[], new_links text[],
  author int, new_summary text
) returns int language plpgsql as $$
declare
  new_version int := coalesce(page.version, 0) + 1;
  new_position bigint := nextval('revision_positions');
  new_time timestamptz := clock_timestamp();
  is_live boolean := new_kind <> 'delete';
begin
  if new_version = 1 then
    insert into posts (id, content, user_id, created_time, title, path, version, position, tags, links, updated_time, updated_by)
    values (page.id, new_content, author, new_time, new_title, new_path, 1, new_position, new_tags, new_links, new_time, author);
  else
    update posts set
      content = new_content, title = new_title, path = case when is_live then new_path end, version = new_version,
      position = new_position, tags = new_tags, links = new_links, updated_time = new_time, updated_by = author,
      deleted_time = case when not is_live then new_time end
    where id = page.id;
  end if;
  insert into revisions
    (post_id, version, position, kind, path, title, content, tags, links, user_id, summary, size, created_time)
  values
    (page.id, new_version, new_position, new_kind, new_path, new_title, new_content, new_tags, new_links, author, new_summary,
     octet_length(convert_to(new_content, 'UTF8')), new_time);
  if is_live and new_path is distinct from page.path then
    insert into paths (path, post_id) values (new_path, page.id)
    on conflict (path) do update set post_id = excluded.post_id;
  end if;
  perform replace_links(
    page.id, case when page.path is null then '{}' else page.links end, case when is_live then new_links else '{}' end);
  perform replace_tags(
    page.id, case when page.path is null then '{}' else page.tags end, case when is_live then new_tags else '{}' end);
  return new_version;
end
$$;

-- Creates a page (page_id is null), or gives a page its next version if it still has the expected one: 'stale', of which nothing is
-- kept, says that it has not. A plain post has version 1.
create function write_page(
  request_key uuid, request_fingerprint uuid, keep_seconds int, page_id int, expected_version int, new_kind text,
  new_path text, is_numbered boolean, new_title text, new_content text, new_tags text[], new_links text[], author int,
  new_summary text, search_document jsonb, new_detail jsonb
) returns page_receipts language plpgsql as $$
declare
  receipt page_receipts := claim_request(request_key, request_fingerprint, keep_seconds);
  page posts;
  chosen_path text := new_path;
  holder int;
begin
  if receipt.key is not null then
    return receipt;
  end if;
  if not exists (select from users where id = author) then
    return keep_receipt(receipt, request_key, 'no_such_user', null);
  end if;
  if page_id is not null then
    select * into page from posts where id = page_id for no key update;
    if coalesce(page.version, case when page.id is null then 0 else 1 end) <> expected_version then
      receipt.outcome := 'stale';
      return receipt;
    end if;
    receipt.post_id := page.id;
    receipt.version := expected_version;
    if new_kind <> 'delete' and page.deleted_time is null and page.path = new_path and page.title = new_title
      and page.content = new_content and page.tags = new_tags then
      return keep_receipt(receipt, request_key, 'unchanged', new_detail);
    end if;
  end if;
  if new_kind <> 'delete' and new_path is distinct from page.path then
    if is_numbered then
      page.id := coalesce(page.id, nextval('posts_id_seq')::int);
      chosen_path := claim_numbered_path(new_path, page.id);
    else
      holder := claim_path(new_path);
      if holder is not null then
        return keep_receipt(receipt, request_key, 'path_taken', jsonb_build_object('path', new_path, 'holder', holder));
      end if;
    end if;
  end if;
  page.id := coalesce(page.id, nextval('posts_id_seq')::int);
  if page.content is not null and page.version is null then
    insert into revisions (post_id, version, kind, content, tags, links, user_id, summary, size, created_time)
    values (page.id, 1, 'post', page.content, '{}', '{}', page.user_id, '',
      octet_length(convert_to(page.content, 'UTF8')), page.created_time);
    page.version := 1;
  end if;
  perform enter_log();
  receipt.post_id := page.id;
  receipt.version :=
    store_version(page, new_kind, chosen_path, new_title, new_content, new_tags, new_links, author, new_summary);
  perform index_page(page.id, search_document);
  return keep_receipt(receipt, request_key, 'written', new_detail);
end
$$;

-- Moves the first of the pages and all that are below it, or none. 'stale' as above: one of them has changed, or there are more.
create function move_pages(
  request_key uuid, request_fingerprint uuid, keep_seconds int, page_ids int[], expected_versions int[], new_paths text[],
  new_links jsonb, author int, new_summary text
) returns page_receipts language plpgsql as $$
declare
  receipt page_receipts := claim_request(request_key, request_fingerprint, keep_seconds);
  root_path text;
  taken record;
  pages posts[];
begin
  if receipt.key is not null then
    return receipt;
  end if;
  if not exists (select from users where id = author) then
    return keep_receipt(receipt, request_key, 'no_such_user', null);
  end if;
  perform from posts where id = any(page_ids) order by id for no key update;
  select array_agg(posts order by wanted.number), min(posts.path) filter (where wanted.number = 1) into pages, root_path
  from unnest(page_ids, expected_versions) with ordinality as wanted (id, version, number)
  join posts on posts.id = wanted.id and posts.version = wanted.version and posts.path is not null;
  if coalesce(cardinality(pages), 0) <> cardinality(page_ids) or exists (
    select from posts where path > root_path || '/' and path < root_path || '0' and id <> all(page_ids)
  ) then
    receipt.outcome := 'stale';
    return receipt;
  end if;
  receipt.post_id := page_ids[1];
  receipt.version := expected_versions[1];
  select path, id into taken from posts where path = any(new_paths) and id <> all(page_ids) order by path limit 1;
  if found then
    return keep_receipt(receipt, request_key, 'path_taken', jsonb_build_object('path', taken.path, 'holder', taken.id));
  end if;
  perform enter_log();
  -- One page may take the path of another that moves as well.
  update posts set path = null where id = any(page_ids);
  for number in 1..cardinality(page_ids) loop
    perform store_version(
      pages[number], 'move', new_paths[number], pages[number].title, pages[number].content, pages[number].tags,
      array(select jsonb_array_elements_text(new_links -> (number - 1))), author, new_summary);
    perform index_page(page_ids[number], null);
  end loop;
  receipt.version := expected_versions[1] + 1;
  return keep_receipt(receipt, request_key, 'written', jsonb_build_object('moved', cardinality(page_ids)));
end
$$;

-- Keeps what was decided without a write, unless the request was carried out before.
create function decide_request(
  request_key uuid, request_fingerprint uuid, keep_seconds int, new_outcome text, page_id int, page_version int, new_detail jsonb
) returns page_receipts language plpgsql as $$
declare
  receipt page_receipts := claim_request(request_key, request_fingerprint, keep_seconds);
begin
  if receipt.key is not null then
    return receipt;
  end if;
  receipt.post_id := page_id;
  receipt.version := page_version;
  return keep_receipt(receipt, request_key, new_outcome, new_detail);
end
$$;
