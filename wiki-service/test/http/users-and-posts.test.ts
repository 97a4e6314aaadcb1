import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { startApi } from '../support/api.ts'

const api = await startApi()
after(() => api[Symbol.asyncDispose]())

const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/

test('a created user is read back as the same text, by both spellings of the route', async () => {
  const created = await api.post('/users', { name: 'Ada' })
  assert.equal(created.status, 200)
  assert.match(created.headers.get('content-type') ?? '', /^application\/json/)
  const { id, name, created_time: createdTime } = created.json as { id: number; name: string; created_time: string }
  assert.deepEqual(Object.keys(created.json as object), ['id', 'name', 'created_time'])
  assert.equal(id, 1)
  assert.equal(name, 'Ada')
  assert.match(createdTime, instant)
  for (const path of ['/user/1', '/users/1', '/user/1/', '/users/01', '/user/+1', '/user/1.0']) {
    assert.equal((await api.get(path)).text, created.text, path)
  }
})

test('a post has its keys in order and belongs to an existing user', async () => {
  const created = await api.post('/posts', { content: 'hello', user_id: 1 })
  assert.equal(created.status, 200)
  assert.match(created.text, /^\{"post_id":1,"content":"hello","user_id":1,"created_time":"[^"]+"\}$/)
  assert.equal((await api.get('/posts/1')).text, created.text)
  const refused = await api.post('/posts', { content: 'hello', user_id: 999 })
  assert.deepEqual([refused.status, refused.text], [404, '{"detail":"User not found"}'])
  const next = await api.post('/posts/', { content: 'again', user_id: '1' })
  assert.equal((next.json as { post_id: number }).post_id, 2)
})

test('an id that no row can have is not found, however long it is', async () => {
  for (const id of ['0', '-1', '2147483648', '9'.repeat(4000)]) {
    for (const [path, detail] of [
      ['/user/', 'User not found'],
      ['/posts/', 'Post not found'],
    ] as const) {
      const { status, json } = await api.get(path + id)
      assert.deepEqual([status, json], [404, { detail }], path + id.slice(0, 20))
    }
    const { status, json } = await api.post('/posts', `{"user_id":${id.slice(0, 400)},"content":""}`)
    assert.deepEqual([status, json], [404, { detail: 'User not found' }])
  }
})

test('unknown fields are ignored, even an id', async () => {
  const { json } = await api.post('/users', { id: 77, name: '', admin: true })
  assert.deepEqual([(json as { id: number }).id, (json as { name: string }).name], [2, ''])
})

test('a body of 4 MiB round-trips, alone and in a list, and a larger one is refused', async () => {
  const name = 'ü'.repeat(2 * 1024 * 1024 - 100)
  const created = await api.post('/users', { name })
  assert.equal(created.status, 200)
  const { id } = created.json as { id: number }
  assert.equal((await api.get(`/users/${id}`)).text, created.text)
  assert.equal((await api.get(`/users?limit=1&after=${id - 1}`)).text, `[${created.text}]`)
  const { status, json } = await api.post('/users', { name: name.repeat(2) })
  assert.deepEqual([status, json], [413, { detail: 'Request body is too large' }])
})
