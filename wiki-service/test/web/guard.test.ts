import assert from 'node:assert/strict'
import { test } from 'node:test'
import fastify from 'fastify'
import { Caller } from '../../src/database/caller.ts'
import { answerErrors, Refused } from '../../src/http/errors.ts'
import { Assets } from '../../src/web/assets.ts'
import { forPeople } from '../../src/web/guard.ts'

test('an error whose page cannot be made is answered nevertheless', async () => {
  const manifest = Object.defineProperty({}, 'wiki.css', { get: () => assert.fail('this page has no style') })
  const answers = (error: unknown) =>
    error instanceof Refused ? { status: 409, json: '"refused"' } : { status: 503, json: '"failed"' }
  await using app = fastify()
  app.addHook('onRequest', (request, _reply, done) => {
    request.caller = new Caller()
    done()
  })
  answerErrors(app, answers)
  app.get('/wiki', forPeople({ assets: new Assets(manifest) }, answers), () => {
    throw new Refused(409, 'no')
  })
  const origin = await app.listen({ host: '127.0.0.1', port: 0 })
  const response = await fetch(`${origin}/wiki`, { signal: AbortSignal.timeout(5_000) })
  assert.deepEqual([response.status, await response.text()], [503, '"failed"'])
})
