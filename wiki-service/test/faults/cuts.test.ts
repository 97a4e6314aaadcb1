import { test } from 'node:test'
import { assertAgrees, cutsOf, makeCuts } from '../support/cut-connections.ts'
import { faultScale } from '../support/fault-scale.ts'
import { createDatabase } from '../support/postgres.ts'
import { requestKinds } from '../support/request-kinds.ts'
import { startReadyService } from '../support/service-process.ts'

/** Bytes between two cuts; with `FAULT_SCALE=40` every byte is cut. */
const stride = Math.max(1, Math.round(40 / faultScale))

test('requests of any two kinds, cut anywhere, are answered in order', { timeout: 3_600_000 }, async (t) => {
  await using database = await createDatabase()
  await using service = await startReadyService({ DATABASE_URL: database.url })
  const headers = { 'content-type': 'application/json' }
  await fetch(`${service.url}/users`, { method: 'POST', headers, body: '{"name":"first"}' })
  function* cuts(): ReturnType<typeof cutsOf> {
    for (const one of requestKinds)
      for (const other of requestKinds) yield* cutsOf([one, other], ['fin', 'reset', 'rest, then fin'], stride)
  }
  const report = await makeCuts(service.url, cuts(), 50)
  t.diagnostic(
    `${report.connections} connections, ${report.answers} answers, ${report.acknowledged.size} rows answered`,
  )
  await assertAgrees(report, service, database.url)
})
