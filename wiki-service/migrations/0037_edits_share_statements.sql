-- As in 0032, but for many pages in one transaction too. It does not wait for a page that is being written, so that no other page waits
-- with it: 'stale', and the service then writes the page alone. The version gets its text from the page, where it is already compressed.
create or replace function edit_in_place(
  request_key uuid, request_fingerprint uuid, keep_seconds int, page_path text, page_id int, expected_version int, new_title text,
  new_content text, new_tags text[], new_links text[], author int, new_summary text,
  out receipt page_receipts, out tags text[], out created_time timestamptz, out created_by int, out updated_time timestamptz
) language plpgsql as $$
#variable_conflict use_variable
declare
  page record;
  new_version int := expected_version + 1;
  new_position bigint;
begin
  receipt := claim_request(request_key, request_fingerprint, keep_seconds);
  if receipt.key is not null then
    return;
  end if;
  select known.id, known.version, known.title, known.content, known.tags, known.links, known.created_time, known.user_id,
    exists (select from users where users.id = author) as has_author
  into page from posts as known where known.path = page_path for no key update of known skip locked;
  if page.version is distinct from expected_version or page.id <> page_id then
    receipt.outcome := 'stale';
    return;
  end if;
  if not page.has_author then
    receipt := keep_receipt(receipt, request_key, 'no_such_user', null);
    return;
  end if;
  receipt.post_id := page.id;
  receipt.version := expected_version;
  tags := coalesce(new_tags, page.tags);
  if page.title = new_title and page.content = new_content and page.tags = tags then
    receipt := keep_receipt(receipt, request_key, 'unchanged', '{}');
    return;
  end if;
  perform enter_log();
  new_position := nextval('revision_positions');
  receipt.key := request_key;
  receipt.outcome := 'written';
  receipt.version := new_version;
  receipt.detail := '{}';
  created_time := page.created_time;
  created_by := page.user_id;
  updated_time := clock_timestamp();
  update posts set
    content = new_content, title = new_title, version = new_version, position = new_position, tags = tags, links = new_links,
    updated_time = updated_time, updated_by = author
  where posts.id = page.id;
  with waiting as (
    insert into search_pending (post_id, document, since, version) values (page.id, '{}', new_version, new_version)
    on conflict (post_id) do update set document = excluded.document, version = excluded.version
  ), kept as (
    insert into page_receipts select receipt.*
  )
  insert into revisions
    (post_id, version, position, kind, path, title, content, tags, links, user_id, summary, size, created_time)
  select
    page.id, new_version, new_position, 'edit', page_path, new_title, posts.content, tags, new_links, author, new_summary,
    octet_length(convert_to(new_content, 'UTF8')), updated_time
  from posts where posts.id = page.id;
  if page.links is distinct from new_links then
    perform replace_links(page.id, page.links, new_links);
  end if;
  if page.tags is distinct from tags then
    perform replace_tags(page.id, page.tags, tags);
  end if;
end
$$;
