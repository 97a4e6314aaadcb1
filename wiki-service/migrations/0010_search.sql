-- What search knows of a page. Rows of pages in the trash stay, outside of the indexes.
create table search_documents (
  post_id int primary key references posts (id) on delete cascade,
  live boolean not null,
  -- The text search configuration of the page's own language, by name: a regconfig would stop pg_upgrade.
  language text collate "C" not null,
  -- Plain words, for excerpts.
  body text not null,
  -- Title (A) and headings (B), and the same with the body (D), each in the page's language and in `simple`.
  head tsvector not null,
  whole tsvector not null,
  -- What results may be filtered by: `under:PATH` for each path above the page and its own, `by:USER`, `tag:TAG`.
  facets text[] collate "C" not null
);

-- Lexemes hardly compress; packing and unpacking them would be most of the work.
alter table search_documents alter column whole set storage external;

-- Writes collect entries before they go into an index; every search has to look through the collection, so it is kept short (kB).
create index search_documents_head on search_documents using gin (head, facets) with (gin_pending_list_limit = 256) where live;
create index search_documents_whole on search_documents using gin (whole, facets) with (gin_pending_list_limit = 256) where live;
create index search_documents_language on search_documents (language);

-- Titles and paths, for those who type the beginning or a part of one. Apart from the documents: an edit rarely changes them.
create table search_titles (
  post_id int primary key references posts (id) on delete cascade,
  live boolean not null,
  -- The folded words of the title, and the path.
  title text collate "C" not null,
  path text collate "C" not null,
  -- Every word of title and path, and every ending of one: a part of a word is the beginning of an ending.
  endings tsvector not null
);

create index search_titles_title on search_titles (title) where live;
create index search_titles_path on search_titles (path) where live;
create index search_titles_endings on search_titles using gin (endings) with (gin_pending_list_limit = 256) where live;

-- Words of pages, to correct misspelled ones and to find words inside of longer ones. A word may stand here twice: nobody waits
-- for another's transaction to know.
create table search_words (
  word text collate "C" not null,
  -- Its endings, and behind a `-` the word without each one of its letters.
  forms tsvector not null
);

create index search_words_word on search_words (word);
create index search_words_forms on search_words using gin (forms) with (gin_pending_list_limit = 256);

-- Operators of websearch_to_tsquery stay what they are: whole queries are joined.
create aggregate any_of (tsquery) (sfunc = tsquery_or, stype = tsquery);

-- A part of a word is the beginning of one of these.
create function search_endings(words text[]) returns tsvector language sql immutable as $$
  select coalesce(array_to_tsvector(array_agg(distinct substr(word, place))), '')
  from unnest(words) as word, generate_series(1, greatest(length(word) - 1, 1)) as place
  where word <> ''
$$;

create function search_facets(path text, authors int[], tags text[]) returns text[] language sql immutable as $$
  select array_agg(distinct facet) from (
    select 'under:' || array_to_string((string_to_array(path, '/'))[:depth], '/')
    from generate_series(1, cardinality(string_to_array(path, '/'))) as depth
    union all select 'by:' || author from unnest(authors) as author where author is not null
    union all select 'tag:' || tag from unnest(tags) as tag
  ) as all_facets (facet)
$$;

-- Called in the transaction of every write of a page, when posts has the page as it now is. The document is what the service's
-- searchDocument() makes of its texts, null when they have not changed: words that are folded and apart, so that the parser, whose
-- idea of a letter depends on the locale, has nothing left to decide.
create or replace function index_page(page_id int, document jsonb) returns void language plpgsql as $$
declare
  page record;
  title text := document ->> 'title';
  headings text := document ->> 'headings';
  words text := document ->> 'words';
  own_language text;
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
  plain_words := array_to_tsvector(array_remove(string_to_array(words, ' '), ''));
  new_head := setweight(to_tsvector(own_language::regconfig, title) || to_tsvector('simple', title), 'A')
    || setweight(to_tsvector(own_language::regconfig, headings) || to_tsvector('simple', headings), 'B');
  select tsvector_to_array(whole) into known_words from search_documents where post_id = page_id;
  insert into search_documents (post_id, live, language, body, head, whole, facets)
  values (page_id, page.path is not null, own_language, document ->> 'body', new_head,
    new_head || to_tsvector(own_language::regconfig, words) || plain_words, new_facets)
  on conflict (post_id) do update set live = excluded.live, language = excluded.language, body = excluded.body,
    head = excluded.head, whole = excluded.whole, facets = excluded.facets;
  perform learn_words(tsvector_to_array(ts_delete(plain_words || strip(new_head), coalesce(known_words, '{}'))));
end
$$;

create function index_title(page_id int, folded_title text, live_path text) returns void language sql as $$
  insert into search_titles (post_id, live, title, path, endings)
  select page_id, live_path is not null, folded_title, coalesce(live_path, ''),
    search_endings(string_to_array(folded_title || ' ' || translate(coalesce(live_path, ''), '/._-', '    '), ' '))
  where folded_title is not null and not exists (
    select from search_titles as known
    where post_id = page_id and live = (live_path is not null) and title = folded_title and path = coalesce(live_path, ''))
  on conflict (post_id) do update set live = excluded.live, title = excluded.title, path = excluded.path, endings = excluded.endings
$$;

create function learn_words(candidates text[]) returns void language sql as $$
  insert into search_words (word, forms)
  select word, search_endings(array[word]) || array_to_tsvector(array(
    select '-' || left(word, place - 1) || substr(word, place + 1) from generate_series(1, length(word)) as place))
  from (
    select candidate collate "C" as word from unnest(candidates) as candidate
    where length(candidate) between 4 and 32 and candidate !~ '[0-9]' limit 2000
  ) as fit
  where not exists (select from search_words as known where known.word = fit.word)
$$;

create table search_settings (
  -- Of pages whose own language is not clear.
  language text not null
);

insert into search_settings values ('english');
