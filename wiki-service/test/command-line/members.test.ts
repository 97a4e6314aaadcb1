import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rowsOf } from '../support/open-stores.ts'
import { createDatabase } from '../support/postgres.ts'
import { startService } from '../support/service-process.ts'
import { until } from '../support/until.ts'
import { run } from './command.ts'

test('accounts and tokens are managed by the command line', async () => {
  await using database = await createDatabase()
  const command = (...words: string[]) => run(words, { DATABASE_URL: database.url })
  const printed = async (...words: string[]): Promise<string> => {
    const { code, stdout, stderr } = await command(...words)
    assert.deepEqual([code, stderr], [0, ''], words.join(' '))
    return stdout
  }
  assert.match(
    await printed('user', 'add', 'Ana', '--name=Ana Ruiz', '--email=Ana@example.org'),
    /^http:\/\/localhost:8080\/sign-in\/link\?key=[\w-]{43}\n$/,
  )
  assert.equal(await printed('user', 'role', 'ana', 'admin'), 'changed\n')
  assert.match(await printed('user', 'list'), /^ana\tadmin\tenabled\tAna Ruiz\tana@example\.org\tnever\n$/)
  const token = await printed('token', 'add', 'ana', 'nightly export', '--scope=write', '--days=1')
  assert.match(token, /^nw_[\w-]{43}\n$/)
  const [, id = ''] =
    /^(\d+)\tnw_....…\tnightly export\twrite\texpires 2/.exec(await printed('token', 'list', 'ana')) ?? []
  assert.equal(await printed('token', 'revoke', id), 'revoked\n')
  assert.equal(await printed('token', 'list', 'ana'), '')
  assert.equal((await command('token', 'revoke', id)).stderr, `wiki-service: there is no token ${id}\n`)
  const last = await command('user', 'disable', 'ana')
  assert.deepEqual([last.code, last.stderr], [1, 'wiki-service: this is the only admin: make another one first\n'])
  assert.equal((await command('user', 'reset', 'nobody')).code, 1)
  const actions = await rowsOf<{ action: string }>(database.url, 'select action from audit_log order by id')
  assert.deepEqual(
    actions.map(({ action }) => action),
    ['account_created', 'password_link_made', 'role_changed', 'token_created', 'token_revoked'],
  )
})

for (const words of [
  ['user'],
  ['user', 'add'],
  ['user', 'add', 'a b'],
  ['user', 'add', 'ana', '--role=king'],
  ['user', 'add', 'ana', '--days=3'],
  ['user', 'role', 'ana'],
  ['user', 'list', 'ana'],
  ['token', 'add', 'ana'],
  ['token', 'add', 'ana', 'name', '--days=0'],
  ['token', 'revoke', '1;'],
  ['serve', '--name=x'],
])
  test(`${words.join(' ')} is refused in one line`, async () => {
    const { code, stdout, stderr } = await run(words)
    assert.deepEqual([code, stdout], [2, ''])
    assert.match(stderr, /^wiki-service: .*see wiki-service --help\n$/)
  })

test('the log has a link to become the first admin, in accounts mode and while there is none', async () => {
  await using database = await createDatabase()
  const environment = { DATABASE_URL: database.url, WIKI_AUTH: 'accounts', WIKI_URL: 'https://wiki.example' }
  {
    await using service = await startService(environment)
    const link = (): string => String(service.log.find((line) => 'link' in line)?.['link'])
    await until('a link', () => link().startsWith('https://wiki.example/sign-in/link?key='))
  }
  await using service = await startService({ ...environment, WIKI_ADMIN_PASSWORD: 'a password from a Secret' })
  await until('an admin', () => service.log.some(({ msg }) => msg === 'the first admin was created'))
  assert.equal((await run(['user', 'list'], environment)).stdout.split('\t')[0], 'admin')
  await using again = await startService(environment)
  await until('ready', async () => (await fetch(`${again.url}/health/ready`)).ok)
  assert.equal(JSON.stringify([...service.log, ...again.log]).includes('key='), false)
})
