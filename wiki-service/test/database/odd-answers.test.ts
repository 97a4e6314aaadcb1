import assert from 'node:assert/strict'
import { test } from 'node:test'
import { message, startAlteringProxy } from '../support/altering-proxy.ts'
import { createDatabase } from '../support/postgres.ts'
import { startReadyService } from '../support/service-process.ts'
import { until } from '../support/until.ts'
import { readMetrics } from '../support/watch.ts'

const bindComplete = message('2')
const oneColumn = message('T', Buffer.concat([Buffer.from([0, 1]), Buffer.from('a\0'), Buffer.alloc(18)]))

/** Replacements for a statement's BindComplete or CommandComplete. */
const oddities: Readonly<Record<string, (type: string, bytes: Buffer) => Buffer | undefined>> = {
  'an empty query': (type) => (type === 'C' ? message('I') : undefined),
  'a suspended portal': (type) => (type === 'C' ? message('s') : undefined),
  'both in turn': (type) => (type === 'C' ? Buffer.concat([message('I'), message('s')]) : undefined),
  'no end of the rows': (type) => (type === 'C' ? Buffer.alloc(0) : undefined),
  'a wish for data': (type) =>
    type === '2' ? Buffer.concat([bindComplete, message('G', Buffer.alloc(3))]) : undefined,
  'data of a copy': (type) =>
    type === '2'
      ? Buffer.concat([bindComplete, message('H', Buffer.alloc(3)), message('d', 'x'), message('c')])
      : undefined,
  'a description': (type) => (type === '2' ? Buffer.concat([bindComplete, oneColumn]) : undefined),
  'a row too many columns wide': (type) =>
    type === 'D' ? message('D', Buffer.concat([Buffer.from([0, 9]), Buffer.alloc(36, 0xff)])) : undefined,
  'a row of no columns': (type) => (type === 'D' ? message('D', Buffer.from([0, 0])) : undefined),
  'a row shorter than it says': (type) =>
    type === 'D' ? message('D', Buffer.from([0, 1, 0, 0, 0, 9, 120])) : undefined,
  'a message of no type': (type) => (type === '2' ? Buffer.concat([bindComplete, message('?', 'what')]) : undefined),
  'a way of authentication that is none': (type) =>
    type === '2' ? Buffer.concat([bindComplete, message('R', Buffer.from([0, 0, 0, 99]))]) : undefined,
  'another wish for a password': (type) =>
    type === '2' ? Buffer.concat([bindComplete, message('R', Buffer.from([0, 0, 0, 11, 120]))]) : undefined,
  'an error of no code': (type) => (type === '2' ? message('E', 'SERROR\0Modd\0\0') : undefined),
  'a length beyond all bounds': (type) =>
    type === '2' ? Buffer.concat([bindComplete, Buffer.from('D\x7f\xff\xff\xff', 'latin1')]) : undefined,
  'ready twice': (type, bytes) => (type === 'Z' ? Buffer.concat([bytes, bytes]) : undefined),
  'an answer to nothing': (type, bytes) =>
    type === 'Z' ? Buffer.concat([bytes, message('D', Buffer.from([0, 0])), message('C', 'SELECT 1\0')]) : undefined,
}

test(
  'whatever the database answers, the service survives, retries, and returns nothing wrong',
  { timeout: 120_000 },
  async (t) => {
    await using database = await createDatabase()
    await using proxy = await startAlteringProxy(database.url)
    await using service = await startReadyService({ DATABASE_URL: proxy.url })
    let stored = 0
    for (const [name, oddity] of Object.entries(oddities)) {
      await t.test(name, async () => {
        let seen = 0
        // Only in answers to prepared statements: the prober's have no Bind, and whatever follows a Bind has an end.
        let isPrepared = false
        proxy.alter = (type, bytes) => {
          if (type === '2') isPrepared = true
          const altered = isPrepared && seen < 3 ? oddity(type, bytes) : undefined
          if (altered) seen += 1
          if (type === 'Z') isPrepared = false
          return altered
        }
        const user = JSON.stringify({ name })
        const headers = { 'content-type': 'application/json' }
        const answer = await fetch(`${service.url}/users`, { method: 'POST', headers, body: user })
        await until('the odd answer has come', () => seen > 0)
        proxy.alter = () => undefined
        const text = await answer.text()
        assert.equal(answer.status, 200, text)
        stored += 1
        const { id } = JSON.parse(text) as { id: number }
        assert.equal(await (await fetch(`${service.url}/users/${id}`)).text(), text)
      })
    }
    assert.equal(service.complaints(), '')
    assert.equal((await readMetrics(service.url)).get('users_created_total'), stored)
  },
)
