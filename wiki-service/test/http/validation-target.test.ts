import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fc } from '../support/fast-check.ts'
import { routableTarget } from '../../src/http/request-target.ts'

test('a request target is read as by Starlette', () => {
  const vectors: readonly (readonly [string, string])[] = [
    ['/', '/'],
    ['/users?limit=1/', '/users?limit=1/'],
    ['/users/', '/users'],
    ['/users//?a=%zz/', '/users?a=%zz/'],
    ['/users/1%2F', '/users/1'],
    ['/users%2F1', '/users/1'],
    ['/%75ser/+1', '/user/%2B1'],
    ['/users/%zz', '/users/%25zz'],
    ['/users/%ff', '/users/%EF%BF%BD'],
    ['/users/1%3Fx', '/users/1%3Fx'],
    ['//', '//'],
    ['//users', '//users'],
    ['/user//1', '/user//1'],
    ['http://wiki.test/users/', '/users'],
    ['HTTPS://wiki.test?x', '/?x'],
    ['/users?limit=1#x', '/users?limit=1'],
    ['/users/1#/x?y', '/users/1'],
    ['*', '*'],
  ]
  for (const [target, routable] of vectors) assert.equal(routableTarget(target), routable, target)
})

test('the path of any request target can be decoded', () => {
  const pieces = fc.array(
    fc.constantFrom('/', '%', '%2F', '%2', 'zz', '%ff', '?', 'a', '%C3', '%A9', '+', '\u00ff', ';', '#'),
  )
  fc.assert(
    fc.property(pieces, (parts) => {
      const path = routableTarget(`/${parts.join('')}`).split('?', 1)[0] ?? ''
      return path.startsWith('/') && typeof decodeURIComponent(path) === 'string'
    }),
  )
})
