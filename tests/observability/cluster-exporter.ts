import { once } from 'node:events'
import { createServer } from 'node:http'
import { databaseJob, foreign } from '../../observability/promql/metrics.ts'

/**
 * Simulates the metrics of kubelet and kube-state-metrics for a volume with 5 % left and a two-day-old backup, and of
 * CloudNativePG for a primary with one replica. A stand-in, because the real exporters need a cluster.
 */
export async function startClusterExporter(namespace: string): Promise<AsyncDisposable & { readonly address: string }> {
  const volume = `{namespace="${namespace}",persistentvolumeclaim="data-wiki-database-0"}`
  const cronJob = `{namespace="${namespace}",cronjob="wiki-backup"}`
  const twoDaysAgo = Math.floor(Date.now() / 1000) - 2 * 24 * 60 * 60
  const lines = [
    `${foreign.volumeAvailable.name}${volume} 5`,
    `${foreign.volumeCapacity.name}${volume} 100`,
    `${foreign.cronJobCreated.name}${cronJob} ${twoDaysAgo}`,
    `${foreign.cronJobLastSuccess.name}${cronJob} ${twoDaysAgo}`,
    `${foreign.instancesWanted.name}{namespace="${namespace}"} 2`,
    ...[0, 1].flatMap((inRecovery) => instanceLines(namespace, inRecovery)),
  ]
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' }).end(`${lines.join('\n')}\n`)
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    address: `127.0.0.1:${address.port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function instanceLines(namespace: string, inRecovery: number): string[] {
  const labels = `{job="${databaseJob}",namespace="${namespace}",pod="wiki-database-${inRecovery + 1}"}`
  return [
    `${foreign.instanceUp.name}${labels} 1`,
    `${foreign.instanceInRecovery.name}${labels} ${inRecovery}`,
    `${foreign.instanceLag.name}${labels} 0`,
    `${foreign.instanceStreams.name}${labels} ${1 - inRecovery}`,
  ]
}
