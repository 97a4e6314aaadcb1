-- Documents are numbered in the order in which they came, and belong to parts of 512. A word that many of the newest have is looked
-- for in those alone: a search costs the same in a large wiki. Every page is under the root, so there always is something to filter by.
create sequence search_document_numbers as int;

alter table search_documents add column number int not null default nextval('search_document_numbers');

alter table search_documents alter column number drop default;

update search_documents set facets = facets || array['part:' || (number >> 9), 'under:'];

create function search_newest_parts() returns text[] language sql stable as $$
  select array_agg('part:' || part)
  from (select (last_value >> 9)::int as last from search_document_numbers) as numbers, generate_series(last - 3, last) as part
$$;

-- Pages that fit a query, up to `most` of those that have it in title and headings and as many of the others, with the rank of title
-- and headings. `filter` is facets that they need to have, one at least.
create function search_candidates(query tsquery, filter text[], most int) returns table (post_id int, head_rank real)
language plpgsql stable as $$
#variable_conflict use_column
declare
  newest text[] := search_newest_parts();
  weights constant float4[] := '{0.1, 0.2, 0.4, 1}';
  found int;
begin
  return query select document.post_id, ts_rank(weights, head, query) from search_documents as document
    where live and head @@ query and facets && newest and facets @> filter limit most;
  get diagnostics found = row_count;
  if found < most / 4 then
    return query select document.post_id, ts_rank(weights, head, query) from search_documents as document
      where live and head @@ query and facets @> filter and not facets && newest limit most;
  end if;
  return query select document.post_id, ts_rank(weights, head, query) from search_documents as document
    where live and whole @@ query and facets && newest and facets @> filter and not head @@ query limit most;
  get diagnostics found = row_count;
  if found < most / 4 then
    return query select document.post_id, ts_rank(weights, head, query) from search_documents as document
      where live and whole @@ query and facets @> filter and not facets && newest and not head @@ query limit most;
  end if;
end
$$;

create or replace function index_page(page_id int, document jsonb) returns void language plpgsql as $$
declare
  page record;
  title text := document ->> 'title';
  headings text := document ->> 'headings';
  words text := document ->> 'words';
  own_language text;
  own_number int;
  plain_title tsvector;
  plain_headings tsvector;
  plain_words tsvector;
  new_head tsvector;
  new_facets text[];
  known_words text[];
begin
  select path, tags, user_id, updated_by into strict page from posts where id = page_id;
  select number, tsvector_to_array(whole) into own_number, known_words from search_documents where post_id = page_id;
  own_number := coalesce(own_number, case when document is not null then nextval('search_document_numbers') end);
  new_facets := coalesce(search_facets(page.path, array[page.user_id, page.updated_by], page.tags), '{}')
    || array['part:' || (own_number >> 9), 'under:'];
  perform index_title(
    page_id, coalesce(document ->> 'title_words', (select known.title from search_titles as known where post_id = page_id)), page.path);
  if document is null then
    update search_documents set live = page.path is not null, facets = new_facets
    where post_id = page_id and (live, facets) is distinct from (page.path is not null, new_facets);
    return;
  end if;
  own_language := coalesce(document ->> 'language', (select language from search_settings));
  plain_title := to_tsvector('simple', title);
  plain_headings := to_tsvector('simple', headings);
  plain_words := array_to_tsvector(array_remove(string_to_array(words, ' '), ''));
  new_head := setweight(to_tsvector(own_language::regconfig, title) || plain_title, 'A')
    || setweight(to_tsvector(own_language::regconfig, headings) || plain_headings, 'B');
  insert into search_documents (post_id, number, live, language, body, head, whole, facets)
  values (page_id, own_number, page.path is not null, own_language, document ->> 'body', new_head,
    new_head || to_tsvector(own_language::regconfig, words) || plain_words, new_facets)
  on conflict (post_id) do update set live = excluded.live, language = excluded.language, body = excluded.body,
    head = excluded.head, whole = excluded.whole, facets = excluded.facets;
  perform learn_words(tsvector_to_array(
    ts_delete(plain_words || strip(plain_title) || strip(plain_headings), coalesce(known_words, '{}'))));
end
$$;
