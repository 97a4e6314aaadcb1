import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { rowsOf, within } from '../support/open-stores.ts'
import { type AccountsApi, startAccountsApi } from './accounts-api.ts'
import { commandLine } from './open-members.ts'

/** The table of docs/permissions.md: for each operation, what each column says. */
const [columns = [], ...rows] = readFileSync(new URL('../../../docs/permissions.md', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| ---'))
  .map((line) => line.slice(2, -2).split(' | '))

for (const publicRead of ['false', 'true'])
  test(`every request is permitted as docs/permissions.md says, with WIKI_PUBLIC_READ=${publicRead}`, async () => {
    await using wiki = await startAccountsApi({ WIKI_PUBLIC_READ: publicRead })
    const callers = await callersOf(wiki)
    assert.deepEqual([...callers.keys()], columns.slice(1))
    const wrong: string[] = []
    for (const [name = '', ...cells] of rows) {
      const operation = name.replaceAll('`', '')
      for (const [index, [who, headersOf]] of [...callers].entries()) {
        const said = cells[index] ?? 'nothing'
        const expected = said === '401 †' ? (publicRead === 'true' ? 'yes' : '401') : said
        const outcome = await outcomeOf(wiki.api.url, operation, await headersOf())
        if (outcome !== expected) wrong.push(`${operation} by ${who}: ${outcome}, not ${expected}`)
      }
    }
    assert.deepEqual(wrong, [])
  })

type HeadersOf = () => Promise<Readonly<Record<string, string>>>

/** By column. A session or token for each request: some end the session that they have, or a token. */
async function callersOf({ account, session, token, members, api }: AccountsApi): Promise<Map<string, HeadersOf>> {
  const [reader, editor, admin, disabled] = await Promise.all([
    account('reader'),
    account('editor'),
    account('admin'),
    account('editor'),
  ])
  const ended = await session(disabled)
  await members.accounts.change(disabled, { isDisabled: true }, commandLine, within(15_000))
  const expired = await token(admin, 'admin')
  await rowsOf(api.databaseUrl, `update api_tokens set expires_time = now() where scope = 'admin'`)
  return new Map<string, HeadersOf>([
    ['nobody', async () => ({ origin: api.url })],
    ['reader', () => session(reader)],
    ['editor', () => session(editor)],
    ['admin', () => session(admin)],
    ['disabled account', async () => ended],
    ['read token', async () => ({ ...(await token(admin, 'read')), origin: api.url })],
    ['write token', async () => ({ ...(await token(admin, 'write')), origin: api.url })],
    ['expired token', async () => ({ ...expired, origin: api.url })],
  ])
}

async function outcomeOf(url: string, operation: string, headers: Readonly<Record<string, string>>): Promise<string> {
  const [, method = '', template = '', html] = /^(\S+) (\S+)( as HTML)?$/.exec(operation) ?? []
  const path = template
    .replace(/:(?:id|version)/, '1')
    .replace(/:\w+/, 'x')
    .replace('*', 'no-such-page')
  const accept = html === undefined ? {} : { accept: 'text/html' }
  const response = await fetch(url + path, { method, headers: { ...headers, ...accept }, redirect: 'manual' })
  await response.arrayBuffer()
  if (response.headers.get('location')?.includes('sign-in?next=')) return '401'
  return response.status === 401 || response.status === 403 ? String(response.status) : 'yes'
}
