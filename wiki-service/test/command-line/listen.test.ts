import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { networkInterfaces } from 'node:os'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { program } from '../support/program.ts'
import { startService } from '../support/service-process.ts'
import { until } from '../support/until.ts'

const nowhere = 'postgres://nobody@127.0.0.1:1/nothing'
const hasIpv6 = Object.values(networkInterfaces()).some((list) => list?.some(({ address }) => address === '::1'))

test('HOST=:: accepts connections of both families, and logs the addresses of clients as they are', async () => {
  await using service = await startService({ HOST: '::', DATABASE_URL: nowhere })
  const port = new URL(service.url).port
  const clients = hasIpv6 ? ['127.0.0.1', '::1'] : ['127.0.0.1']
  for (const client of clients) {
    const host = client.includes(':') ? `[${client}]` : client
    const headers = { 'x-request-id': `logged-${client.length}` }
    assert.equal((await fetch(`http://${host}:${port}/openapi.json`, { headers })).status, 200)
  }
  await until('a line of each client', () =>
    clients.every((client) => service.log.some((line) => line['client'] === client)),
  )
})

const isRoot = process.getuid?.() === 0 && process.platform === 'linux'

test('HOST=:: works with IPv6 switched off', { skip: !isRoot && 'only root can make a network' }, async () => {
  const script = `
    ip link set lo up && echo 1 >/proc/sys/net/ipv6/conf/all/disable_ipv6
    HOST=:: PORT=8080 DATABASE_URL=${nowhere} "$0" "${program}" serve & service=$!
    for attempt in $(seq 100); do "$0" -e 'fetch("http://127.0.0.1:8080/health/live").then(({ status }) => console.log("status", status))' 2>&1 && break; sleep 0.1; done
    kill -9 $service`
  const { stdout } = await promisify(execFile)('unshare', ['--net', 'sh', '-c', script, process.execPath])
  assert.match(stdout, /^status 200$/m)
})

test('HOST=:: listens on IPv4 if the kernel supports no other family', async () => {
  const refuse = `import { Server } from 'node:net'
    const { listen } = Server.prototype
    Server.prototype.listen = function (options, ...rest) {
      if (options?.host !== '::') return listen.call(this, options, ...rest)
      setImmediate(() => this.emit('error', Object.assign(new Error('no such family'), { code: 'EAFNOSUPPORT' })))
      return this
    }`
  const preload = `data:text/javascript,${encodeURIComponent(refuse)}`
  await using service = await startService({ HOST: '::', DATABASE_URL: nowhere, NODE_OPTIONS: `--import=${preload}` })
  assert.equal((await fetch(`http://127.0.0.1:${new URL(service.url).port}/health/live`)).status, 200)
})
