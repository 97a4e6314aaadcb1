import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import pg from 'pg'
import { migrate } from '../../src/database/migrate.ts'
import { createDatabase } from '../support/postgres.ts'
import { openWiki } from './support/open-wiki.ts'

suite('index_page', () => {
  test('indexes the words of a page in its own language and unchanged', async () => {
    await using wiki = await openWiki()
    const page = await wiki.page({
      path: 'knoten',
      title: 'Knoten leeren',
      body: 'Wie man die Häuser und die Knoten leert.',
    })
    assert.equal(
      await wiki.value(`select bool_and(word = any('{wie,haeuser,hauser,knoten,leeren,leert}')) from search_words`),
      true,
    )
    for (const word of ['hauser', 'haus', 'haeuser', 'leert', 'leeren']) assert.ok(await finds(wiki, page, word), word)
    assert.ok(!(await finds(wiki, page, 'strasse')))
    assert.equal(await wiki.value(`select language from search_documents where post_id = ${page}`), 'german')
  })

  test('stems a page of unclear language in the configured one', async () => {
    await using wiki = await openWiki({ SEARCH_LANGUAGE: 'german' })
    await wiki.page({ path: 'a', title: 'Wartungsfenster', body: 'Wartungen' })
    assert.equal(await wiki.value(`select language from search_documents`), 'german')
    assert.deepEqual(
      (await wiki.search('wartung')).pages.map(({ path }) => path),
      ['a'],
    )
  })

  test('finds rare words in the oldest pages, however many pages are newer', async () => {
    await using wiki = await openWiki()
    await wiki.page({ path: 'old', title: 'Gateways', body: 'zugzwang' })
    await wiki.value(`select setval('search_document_numbers', 5000)`)
    await wiki.page({ path: 'new', title: 'Harbours', body: 'zugzwang' })
    const found = async (text: string) => (await wiki.search(text)).pages.map(({ path }) => path).toSorted()
    assert.deepEqual(await found('zugzwang'), ['new', 'old'])
    assert.deepEqual(await found('gateways'), ['old'])
  })

  test('removes a page from the indexes while it is in the trash, and follows its path', async () => {
    await using wiki = await openWiki()
    const page = await wiki.page({ path: 'a/b', title: 'Gateways', body: 'zugzwang' })
    assert.deepEqual(await wiki.value(`select facets from search_documents`), [
      'by:1',
      'under:a',
      'under:a/b',
      'part:0',
      'under:',
    ])
    await wiki.value(`update posts set path = null where id = ${page}`)
    await wiki.value(`select index_page(${page}, null)`)
    assert.ok(!(await finds(wiki, page, 'zugzwang')))
    await wiki.value(`update posts set path = 'c', tags = '{x}' where id = ${page}`)
    await wiki.value(`select index_page(${page}, null)`)
    assert.ok(await finds(wiki, page, 'zugzwang'))
    assert.deepEqual(await wiki.value(`select facets from search_documents`), [
      'by:1',
      'tag:x',
      'under:c',
      'part:0',
      'under:',
    ])
    assert.equal(await wiki.value(`select path from search_titles where live`), 'c')
  })

  for (const [what, body] of [
    ['random words', randomWords(1024 * 1024)],
    ['one word of a megabyte', 'x'.repeat(1024 * 1024)],
    ['characters without spaces', '変更履歴'.repeat(87_000)],
    ['joined words', 'aB_c-d.e/f'.repeat(100_000)],
    ['marks', 'e\u0301'.repeat(300_000)],
    ['what PostgreSQL does not store', '\0\ud800 '.repeat(100_000)],
  ] as const) {
    test(`indexes a page of a mebibyte: ${what}`, async () => {
      await using wiki = await openWiki()
      const page = await wiki.page({ path: 'large', title: 'Large', body: `beginning ${body}` })
      assert.ok(await finds(wiki, page, 'beginning'))
    })
  }

  test('needs no extension and no privilege to create one', async () => {
    await using database = await createDatabase({ empty: true })
    const admin = new pg.Client({ connectionString: database.url })
    await admin.connect()
    const role = `plain_${process.pid}`
    await admin.query(`create role ${role} nosuperuser`)
    try {
      await admin.query(`grant create, usage on schema public to ${role}`)
      await admin.query(`set role ${role}`)
      await migrate(admin, () => {})
      await admin.query('reset role')
      const { rows } = await admin.query(`select extname from pg_extension where extname <> 'plpgsql'`)
      assert.deepEqual(rows, [])
    } finally {
      await admin.query(`drop owned by ${role}`)
      await admin.query(`drop role ${role}`)
      await admin.end()
    }
  })
})

function randomWords(bytes: number): string {
  const words: string[] = []
  for (let size = 0, seed = 1; size < bytes; size += 9) {
    seed = (seed * 48_271) % 2_147_483_647
    words.push(seed.toString(36).padStart(8, 'q'))
  }
  return words.join(' ')
}

async function finds(wiki: Awaited<ReturnType<typeof openWiki>>, page: number, word: string): Promise<boolean> {
  const found = await wiki.value(
    `select exists (select from search_documents where live and post_id = $1 and whole @@ (
      websearch_to_tsquery('simple', $2) || websearch_to_tsquery(language::regconfig, $2)))`,
    [page, word],
  )
  return found === true
}
