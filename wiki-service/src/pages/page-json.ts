import { instantSql } from '../database/instant.ts'

/**
 * JSON of pages, which PostgreSQL builds from a row of `posts` (or one with the same columns). PostgreSQL and
 * JSON.stringify escape text in the same way.
 */
function orNull(column: string): string {
  return `coalesce(to_json(${column})::text, 'null')`
}

function list(column: string): string {
  return `coalesce(array_to_json(${column})::text, '[]')`
}

const head = `'{"id":' || id || ',"path":' || ${orNull('path')} || ',"title":' || ${orNull('title')}`

const tail = `',"tags":' || ${list('tags')} || ',"version":' || coalesce(version, 1)
    || ',"created_time":"' || ${instantSql('created_time')} || '","created_by":' || ${orNull('user_id')}
    || ',"updated_time":"' || ${instantSql('coalesce(updated_time, created_time)')}
    || '","updated_by":' || ${orNull('coalesce(updated_by, user_id)')}`

export const pageJsonSql = `${head} || ',"content":' || to_json(content) || ${tail} || ',"links":' || ${list('links')} || '}'`

export const pageSummaryJsonSql = `${head} || ${tail} || '}'`

/** From a row of `revisions`. */
const revisionMembers = `'"page_id":' || post_id || ',"version":' || version || ',"kind":"' || kind || '","path":' || ${orNull('path')}
    || ',"title":' || ${orNull('title')} || ',"user_id":' || ${orNull('user_id')} || ',"summary":' || to_json(summary)
    || ',"size":' || size || ',"created_time":"' || ${instantSql('created_time')} || '"'`

export const revisionSummaryJsonSql = `'{' || ${revisionMembers} || '}'`

export const revisionJsonSql = `'{' || ${revisionMembers} || ',"content":' || to_json(content) || ',"tags":' || ${list('tags')} || '}'`

export const changeJsonSql = `'{"position":' || position || ',' || ${revisionMembers} || '}'`
