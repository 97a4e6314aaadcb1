import { after, test } from 'node:test'
import { assertAgrees, cutsOf, makeCuts } from '../support/cut-connections.ts'
import { createDatabase } from '../support/postgres.ts'
import { hugeHead, requestKinds } from '../support/request-kinds.ts'
import { startReadyService } from '../support/service-process.ts'

const scope = new AsyncDisposableStack()
const database = scope.use(await createDatabase())
const service = scope.use(await startReadyService({ DATABASE_URL: database.url }))
after(() => scope.disposeAsync())

const headers = { 'content-type': 'application/json' }
await fetch(`${service.url}/users`, { method: 'POST', headers, body: '{"name":"first"}' })

test('each request cut at each byte is answered once and completely, and nothing stored is refused', async (t) => {
  const report = await makeCuts(
    service.url,
    [
      ...requestKinds.flatMap((kind) => [...cutsOf([kind], ['fin'])]),
      ...requestKinds.flatMap((kind) => [...cutsOf([kind], ['reset'], 3)]),
      ...requestKinds.flatMap((kind) => [...cutsOf([kind], ['rest, then fin'], 7)]),
      ...cutsOf([hugeHead], ['fin', 'reset', 'rest, then fin'], 997),
    ],
    50,
  )
  t.diagnostic(`${report.connections} connections, ${report.answers} answers`)
  await assertAgrees(report, service, database.url)
})

test('requests of any two kinds sent at once are answered in order', async (t) => {
  const pairs = [...requestKinds, hugeHead].flatMap((one) => requestKinds.map((other) => [one, other]))
  const cuts = pairs.flatMap((kinds, index) => {
    const all = [...cutsOf(kinds, ['fin'])]
    // Complete requests in sequence, on both paths, and one cut in the second request.
    return [all.at(index % 2 === 0 ? -1 : -2), all.at(-20)].filter((cut) => cut !== undefined)
  })
  const report = await makeCuts(service.url, cuts, 50)
  t.diagnostic(`${report.connections} connections, ${report.answers} answers`)
  await assertAgrees(report, service, database.url)
})
