import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { backTo } from '../../src/web/routes/preferences.ts'
import { startApi } from '../support/api.ts'

const scope = new AsyncDisposableStack()
const api = scope.use(await startApi())
after(() => scope.disposeAsync())

const form = 'application/x-www-form-urlencoded'
const send = (headers: Readonly<Record<string, string>>, body = 'theme=dark') =>
  fetch(`${api.url}/wiki/-/preferences`, {
    method: 'POST',
    redirect: 'manual',
    body,
    headers: { 'content-type': form, ...headers },
  })

test('forms are accepted only from pages of this site', async () => {
  const host = new URL(api.url).host
  const accepted = [
    { 'sec-fetch-site': 'same-origin' },
    { 'sec-fetch-site': 'none', origin: 'null' },
    { origin: `http://${host}` },
    { origin: `https://${host}` },
  ]
  for (const headers of accepted) {
    const answer = await send(headers)
    assert.equal(answer.status, 303, JSON.stringify(headers))
    assert.match(answer.headers.get('set-cookie') ?? '', /^wiki_theme=dark; Path=\/; .*HttpOnly; SameSite=Lax$/)
  }
  const refused = [
    {},
    { 'sec-fetch-site': 'cross-site', origin: `http://${host}` },
    { 'sec-fetch-site': 'same-site', origin: `http://${host}` },
    { origin: 'null' },
    { origin: `http://evil.${host}` },
    { origin: `http://${host}.evil` },
    { origin: 'http://evil', host },
    { referer: api.url },
  ]
  for (const headers of refused) {
    const answer = await send(headers)
    assert.equal(answer.status, 403, JSON.stringify(headers))
    assert.equal(answer.headers.get('set-cookie'), null)
    assert.match(await answer.text(), /This form came from another site/)
  }
  const json = await send({ 'sec-fetch-site': 'same-origin', 'content-type': 'text/plain' }, '{"theme":"dark"}')
  assert.equal(json.status, 415)
})

test('choosing colours returns the reader to the page, never to another site', async () => {
  const host = new URL(api.url).host
  const answer = await send({ 'sec-fetch-site': 'same-origin', referer: `${api.url}/search?q=a&by=1` })
  const back = new URL(answer.headers.get('location') ?? '', `${api.url}/wiki/-/preferences`)
  assert.equal(back.href, `${api.url}/search?q=a&by=1`)
  const cases = [
    [undefined, '/'],
    ['not an address', '/'],
    ['https://evil/wiki/a', '/'],
    [`http://${host}//evil`, '/'],
    [`http://${host}/%5Cevil`, '/%5Cevil'],
    [`http://${host}/\\evil`, '/'],
    [`http://user@${host}/a#b`, '/a'],
    ['javascript:alert(1)', '/'],
  ] as const
  for (const [referrer, path] of cases) assert.equal(backTo(referrer, host, ''), path, referrer)
  assert.equal(backTo(`http://${host}/kb/wiki/a`, host, '/kb'), '/wiki/a')
  assert.equal(backTo(`http://${host}/kb//evil`, host, '/kb'), '/')
})

test('a browser keeps the name that it was given', async () => {
  const answer = await send({ 'sec-fetch-site': 'same-origin' }, 'name=++Ana%0D%0ARuiz+&keys=off')
  const cookies = answer.headers.getSetCookie()
  assert.match(cookies[0] ?? '', /^wiki_keys=off;/)
  const cookie = cookies.map((one) => one.split(';', 1)[0]).join('; ')
  const page = await (await fetch(`${api.url}/wiki/-/preferences`, { headers: { cookie } })).text()
  assert.match(page, /value="Ana Ruiz"/)
  assert.match(page, />AR</)
  assert.match(page, /data-keys="off"/)
  const id = /users\/(\d+)/.exec(page)?.[1]
  assert.match((await api.get(`/users/${id}`)).text, /"name":"Ana Ruiz"/)
  assert.equal((await fetch(`${api.url}/wiki/-/users/${id}`)).status, 200)
  assert.equal((await fetch(`${api.url}/wiki/-/users/999`)).status, 404)
})
