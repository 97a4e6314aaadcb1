import { instantSql } from '../database/instant.ts'
import { number, statement, text } from '../database/statement.ts'
import { stampSql } from '../reading/view-states.ts'
import { foundColumns, type FoundRow } from './found.ts'

/** Maximum results of one search, over all its pages. */
export const mostResults = 200

// Words of a query are searched for in every language that pages of this wiki use, and unstemmed.
const configurations = `
  used (language) as (
    (select language from search_documents order by language limit 1)
    union all
    select (select next.language from search_documents as next where next.language > used.language order by next.language limit 1)
    from used where used.language is not null
  ), configurations (configuration) as (
    select language::regconfig from used where language is not null union select 'simple'::regconfig
  )`

// Weights of title, headings and body; a page with many incoming links counts up to a third more.
const weights = `'{0.1, 0.2, 0.4, 1}'::float4[]`
const fame = (page: string): string => `(1 + 0.08 * ln(1 + (
    select count(*) from (
      select from paths join links on links.target = paths.path where paths.post_id = ${page} and links.post_id <> ${page} limit 50
    ) as incoming)))`

// The excerpt of a long page comes from around the first of the words.
const result = (
  words: string,
): string => `posts.id, posts.path, posts.title, array_to_json(posts.tags)::text, posts.version,
  ${instantSql('posts.updated_time')}, posts.updated_by, case when octet_length(body) <= 16384 then body else substr(body, greatest(1, coalesce((
    select min(place) from unnest(${words}) as word, strpos(lower(body), word) as place where place > 0), 1) - 400), 2000) end`

// Otherwise PostgreSQL may read all documents to find a few: it does not know how few match.
const documentOf = (page: string): string =>
  `select whole from search_documents where search_documents.post_id = ${page} offset 0`

const authorAndStamp = `coalesce((select name from users where users.id = posts.updated_by), ''), ${stampSql}`

/** Id of the only row if saved pages still wait to be indexed: the search has not started. */
export const behind = 0

// One snapshot for this and the search: whatever does not wait has been indexed.
const refusal = (isAnyState: string): string =>
  `select ${behind}, '', '', '', 0, '', 0, '', '', '', '' where not ${isAnyState} and is_search_behind()`

/**
 * Takes the variants, the excluded variants, words for excerpts, how many results to skip and to return, facets, and
 * whether to search even if pages wait to be indexed.
 */
export const strictly = statement<FoundRow>(
  'search.strictly',
  foundColumns,
  `
  with recursive ${configurations}, asked as materialized (
    select case when excluded is null then wanted else wanted && !!excluded end as query from (
      select any_of(websearch_to_tsquery(configuration, variant)) as wanted from configurations, unnest($1::text[]) as variant
    ) as wanted, (
      select any_of(websearch_to_tsquery(configuration, variant)) as excluded from configurations, unnest($2::text[]) as variant
    ) as excluded
    where $7::bool or not is_search_behind()
  ), best as materialized (
    select candidate.* from asked, search_candidates(query, $6::text[], 200) as candidate
    order by head_rank desc, post_id desc limit greatest($4::int + $5::int, 40)
  ), ranked as materialized (
    select post_id, (head_rank + ts_rank(${weights}, whole, query, 1)) * ${fame('best.post_id')} as score
    from asked, best, lateral (${documentOf('best.post_id')}) as document
    order by score desc, post_id desc offset $4::int limit $5::int
  )
  (
    select ${result('$3::text[]')}, asked.query::text, ${authorAndStamp}
    from asked, ranked join posts on posts.id = ranked.post_id join search_documents using (post_id)
    order by score desc, ranked.post_id desc
  )
  union all
  ${refusal('$7::bool')}`,
)

/** A word's index, the number of pages that contain it (counted up to a maximum), whether some language omits it. */
export type WordRow = readonly [number, number, number]

/** Takes indexes of words and their spellings, as two arrays. */
export const frequencies = statement<WordRow>(
  'search.frequencies',
  [number, number, number],
  `
  with recursive ${configurations}, words as materialized (
    select number, any_of(websearch_to_tsquery(configuration, spelling)) as query,
      bool_or(numnode(websearch_to_tsquery(configuration, spelling)) = 0)::int as is_stop_word
    from unnest($1::int[], $2::text[]) as given (number, spelling), configurations
    group by number
  )
  select number, (select count(*) from search_candidates(query, '{under:}', 300))::int, is_stop_word from words order by number`,
)

/** Index of the query's word, a known word. */
export type KnownRow = readonly [number, string]

/** Known words that are similar to a word, contain it, or equal it: takes index and word (as two arrays) for each. */
export const similarWords = statement<KnownRow>(
  'search.similarWords',
  [number, text],
  `
  select distinct number, word from unnest($1::int[], $2::text[]) as typed (number, form) cross join lateral (
    select word from search_words where forms @@ (quote_literal(form) || case when form like '-%' then '' else ':*' end)::tsquery limit 30
  ) as known`,
)

export const knownWords = statement<KnownRow>(
  'search.knownWords',
  [number, text],
  `
  select distinct number, word from unnest($1::int[], $2::text[]) as typed (number, form)
  join search_words on word = form`,
)

/**
 * Takes indexes of words, their spellings and weights; indexes of words and their rarity; words for excerpts; the
 * number of results, facets, pages to examine per spelling.
 */
export const loosely = statement<FoundRow>(
  'search.loosely',
  foundColumns,
  `
  with recursive ${configurations}, spellings as materialized (
    select number, weight, any_of(websearch_to_tsquery(configuration, spelling)) as query
    from unnest($1::int[], $2::text[], $3::float8[]) as given (number, spelling, weight), configurations
    group by number, weight
  ), found as materialized (
    select distinct post_id from spellings, search_candidates(query, $8::text[], $9::int)
  ), texts as materialized (
    -- A tsvector that is put together anew is not fetched from its own table each time it is looked at.
    select post_id, head, whole || ''::tsvector as whole from found join search_documents using (post_id) limit 500
  ), ranked as materialized (
    select matches.post_id, sum(rarity * strength) * ${fame('matches.post_id')} as score
    from (
      -- Further spellings of a word add little to the best one.
      select post_id, number, 0.8 * max(strength) + 0.2 * sum(strength) as strength
      from (
        select post_id, number, weight * (0.5 + ts_rank(${weights}, head, query) + ts_rank(${weights}, whole, query, 1)) as strength
        from texts join spellings on whole @@ query
      ) as each_spelling
      group by post_id, number
    ) as matches join unnest($4::int[], $5::float8[]) as rarities (number, rarity) using (number)
    group by matches.post_id order by score desc, post_id desc limit $7::int
  )
  select ${result('$6::text[]')}, (select any_of(query)::text from spellings), ${authorAndStamp}
  from ranked join posts on posts.id = ranked.post_id join search_documents using (post_id)
  order by score desc, ranked.post_id desc`,
)

/** Takes the beginning of a folded title and of a path, words of the title, facets, the number of results. */
export const titles = statement<FoundRow>(
  'search.titles',
  foundColumns,
  `
  with words as materialized (
    select string_agg(quote_literal(word) || ':*', ' & ')::tsquery as query from unnest($3::text[]) as word
  ), found as materialized (
    (select post_id, title, path from search_titles where live and title >= $1::text and title < $1::text || U&'\\+10FFFF' order by title limit 50)
    union
    (select post_id, title, path from search_titles where live and path >= $2::text and path < $2::text || U&'\\+10FFFF' order by path limit 50)
    union
    (select post_id, title, path from words join search_titles on live and endings @@ query limit 300)
  ), ranked as materialized (
    select post_id, row_number() over (order by case
        when title = $1::text or path = $2::text then 0 when starts_with(title, $1::text) then 1
        when strpos('/' || path, '/' || $2::text) > 0 then 2 when strpos(' ' || title, ' ' || $1::text) > 0 then 3 else 4 end,
      length(title), post_id) as place
    from found
    where $4::text[] = '{under:}' or exists (
      select from search_documents where search_documents.post_id = found.post_id and facets @> $4::text[])
    order by place limit $5::int
  )
  select ${result(`'{}'::text[]`)}, coalesce((select query::text from words), ''), ${authorAndStamp}
  from ranked join posts on posts.id = ranked.post_id join search_documents using (post_id)
  order by place`,
)
