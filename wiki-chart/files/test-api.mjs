// What `helm test` runs, in the API's own image: every kind of request that changes nothing. URL is the API's Service.
import { setTimeout as pause } from 'node:timers/promises'

const json = { 'content-type': 'application/json' }
const cases = [
  ['GET', '/health/live', 200, '"alive"'],
  ['GET', '/health/ready', 200, '"ready"'],
  ['GET', '/', 200, 'User and Post API'],
  ['GET', '/users', 200, '['],
  ['GET', '/posts', 200, '['],
  ['GET', '/metrics', 200, 'users_created_total'],
  ['GET', '/metrics', 200, 'posts_created_total'],
  ['GET', '/openapi.json', 200, '"openapi"'],
  ['GET', '/docs', 200, ''],
  ['GET', '/user/0', 404, 'User not found'],
  ['GET', '/posts/0', 404, 'Post not found'],
  ['GET', '/nowhere', 404, 'Not Found'],
  ['POST', '/users', 422, 'Field required', '{}'],
  // As far as the database: it is asked whether the user exists.
  ['POST', '/posts', 404, 'User not found', '{"user_id":2147483647,"content":"helm test"}'],
]

let failed = 0
for (const [method, path, status, text, body] of cases) {
  const problem = await check(method, path, status, text, body)
  if (problem) failed++
  console.log(`${problem ? 'not ok' : 'ok'} ${method} ${path} ${status}${problem ? `: ${problem}` : ''}`)
}
console.log(`${cases.length - failed} passed, ${failed} failed`)
process.exitCode = failed ? 1 : 0

async function check(method, path, status, text, body) {
  // The network plugin may need a moment to let this new pod through.
  for (let attempt = 1; ; attempt++) {
    try {
      const options = { method, body, headers: body ? json : {}, signal: AbortSignal.timeout(5000) }
      const response = await fetch(process.env.URL + path, options)
      const answer = await response.text()
      if (response.status === status && answer.includes(text)) return
      return `${response.status} ${answer.slice(0, 200)}`
    } catch (error) {
      if (attempt === 5) return `${error.message} ${error.cause?.message ?? ''}`
      await pause(1000)
    }
  }
}
