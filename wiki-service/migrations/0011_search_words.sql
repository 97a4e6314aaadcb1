-- Known words are those that somebody wrote, and no stems of them.
create or replace function index_page(page_id int, document jsonb) returns void language plpgsql as $$
declare
  page record;
  title text := document ->> 'title';
  headings text := document ->> 'headings';
  words text := document ->> 'words';
  own_language text;
  plain_title tsvector;
  plain_headings tsvector;
  plain_words tsvector;
  new_head tsvector;
  new_facets text[];
  known_words text[];
begin
  select path, tags, user_id, updated_by into strict page from posts where id = page_id;
  new_facets := coalesce(search_facets(page.path, array[page.user_id, page.updated_by], page.tags), '{}');
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
  select tsvector_to_array(whole) into known_words from search_documents where post_id = page_id;
  insert into search_documents (post_id, live, language, body, head, whole, facets)
  values (page_id, page.path is not null, own_language, document ->> 'body', new_head,
    new_head || to_tsvector(own_language::regconfig, words) || plain_words, new_facets)
  on conflict (post_id) do update set live = excluded.live, language = excluded.language, body = excluded.body,
    head = excluded.head, whole = excluded.whole, facets = excluded.facets;
  perform learn_words(tsvector_to_array(
    ts_delete(plain_words || strip(plain_title) || strip(plain_headings), coalesce(known_words, '{}'))));
end
$$;
