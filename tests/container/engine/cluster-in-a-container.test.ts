import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { Container, docker, timed, until } from './engine.ts'
import { builtImage } from './image.ts'
import { Writers } from './writers.ts'

// The README's promises, for two cores. A slower machine may set other values.
const budget = (name: string, seconds: number): number => Number(process.env[`${name}_SECONDS`] ?? seconds)

const routes = ['/', '/users', '/posts', '/metrics', '/docs', '/openapi.json', '/health/ready', '/grafana/login']

let image: string
let container: Container

before(async () => {
  image = await builtImage()
})

after(async () => {
  await container?.[Symbol.asyncDispose]()
})

test('refused without --privileged, with the command that fixes it', async () => {
  await using refused = await Container.run(image)
  await until('its end', 60, async () => (await refused.inspect('{{.State.Running}}')) === 'false')
  assert.equal(await refused.inspect('{{.State.ExitCode}}'), '1')
  assert.match(await refused.logs(), /cause: +this container is not privileged/)
  assert.match(await refused.logs(), /try: +docker run --privileged --publish 8080:8080 nebula-wiki/)
})

test('refused with too little memory', async () => {
  await using refused = await Container.run(image, '--privileged', '--memory', '1g')
  await until('its end', 60, async () => (await refused.inspect('{{.State.Running}}')) === 'false')
  assert.match(await refused.logs(), /1024 MiB of memory is not enough/)
})

test('docker run: every route answers with 2 CPUs and 4 GB', async (context) => {
  const limits = ['--cpus', '2', '--memory', '4g', '--memory-swap', '4g']
  const took = await timed(async () => {
    container = await Container.run(image, '--privileged', '--publish', '127.0.0.1::8080', ...limits)
    await container.ready(300)
    await everyRouteAnswers()
  })
  await report(context, 'docker run', took)
  assert.ok(took < budget('RUN', 60), `${took} s`)
  assert.match(await container.logs(), /log in as admin, password admin/)
})

test('it is healthy, no process was killed for memory, and no zombie remains', async () => {
  await until('healthy', 30, async () => (await container.inspect('{{.State.Health.Status}}')) === 'healthy')
  assert.equal(await container.inspect('{{.State.OOMKilled}}'), 'false')
  const events =
    'cat /sys/fs/cgroup/memory.events /sys/fs/cgroup/memory/memory.oom_control 2>/dev/null | grep -w oom_kill'
  assert.match(await container.exec('sh', '-c', events), /^oom_kill 0$/m)
  const states = await container.exec('sh', '-c', 'cat /proc/[0-9]*/stat 2>/dev/null || true')
  assert.deepEqual(states.match(/^\d+ \(.*\) Z .*$/gm) ?? [], [])
})

test('its own test leaves no trace: the first user has id 1, and the counters begin at 0', async () => {
  assert.match(await text('/metrics'), /^users_created_total 0$/m)
  assert.deepEqual((await create('/users', { name: 'Ada' })).id, 1)
  assert.equal((await create('/posts', { user_id: 1, content: 'first' })).post_id, 1)
})

test('other host names work', async () => {
  const url = new URL(await container.url())
  const answer = await container.exec('curl', '-fsS', '-H', 'Host: wiki.example:9090', 'http://127.0.0.1:8080/user/1')
  assert.match(answer, /"name":"Ada"/)
  assert.notEqual(url.port, '8080')
})

test('while no replica is ready, it answers 503 with the reason and Retry-After', async () => {
  const kubectl = (...command: string[]) => container.exec('kubectl', '--namespace', 'nebula-wiki', ...command)
  await kubectl('scale', 'statefulset/wiki-database', '--replicas=0')
  const unready = ['wait', 'pod', '--selector', 'app.kubernetes.io/component=api', '--for=condition=Ready=false']
  await kubectl(...unready, '--timeout=90s')
  // Then the endpoints become empty, which must not change the answer.
  for (let attempt = 0; attempt < 20; attempt++) {
    const answer = await get('/health/ready')
    assert.deepEqual([answer.status, answer.headers.get('retry-after')], [503, '1'])
    assert.match(await answer.text(), /Database not ready/)
    await sleep(200)
  }
  const config = ['get', 'helmchartconfig', 'traefik', '--namespace', 'kube-system']
  assert.match(await container.exec('kubectl', ...config, '--output', 'yaml'), /allowEmptyServices: false/)
  await kubectl('scale', 'statefulset/wiki-database', '--replicas=1')
  await until('ready again', 90, async () => (await get('/health/ready')).ok)
})

test('an orphan of docker exec is reaped', async () => {
  await container.exec('sh', '-c', 'sh -c "sleep 0.2" & exit 0')
  await until('no zombie', 10, async () => {
    return !(await container.exec('sh', '-c', 'cat /proc/[0-9]*/stat 2>/dev/null || true')).includes('(sleep) Z')
  })
})

test('docker stop: ends within 10 s with status 0, and PostgreSQL shuts down', async (context) => {
  const took = await timed(() => docker('stop', container.id))
  context.diagnostic(`docker stop ${took.toFixed(1)} s`)
  assert.ok(took < 10, `${took} s`)
  assert.equal(await container.inspect('{{.State.ExitCode}}'), '0')
  assert.doesNotMatch(await container.logs(), /PostgreSQL did not end/)
})

test('docker start: cluster, data and counters are the same', async (context) => {
  const took = await timed(async () => {
    await docker('start', container.id)
    await container.ready(200)
    await everyRouteAnswers()
  })
  await report(context, 'docker start', took)
  assert.ok(took < budget('START', 25), `${took} s`)
  assert.match(await text('/user/1'), /"name":"Ada"/)
  assert.match(await text('/metrics'), /^posts_created_total 1$/m)
  assert.match(await databaseLog(), /database system was shut down at/)
})

test('docker kill -s KILL and start: no acknowledged write is lost', async (context) => {
  const writers = new Writers(await container.url(), 8)
  await until('200 writes', 60, async () => writers.acknowledged.length >= 200)
  await docker('kill', '--signal', 'KILL', container.id)
  await writers.stop()
  const took = await timed(async () => {
    await docker('start', container.id)
    await container.ready(200)
  })
  await report(context, 'docker start after a kill', took)
  assert.match(await databaseLog(), /database system was interrupted|not properly shut down/)
  const stored = await everyPost()
  const lost = writers.acknowledged.filter((post) => stored.get(post.id) !== post.content)
  assert.deepEqual(lost, [])
  context.diagnostic(`${writers.acknowledged.length} acknowledged, ${stored.size - 1} stored`)
})

test('image and volume fit into 5 GB', async (context) => {
  const imageSize = Number(await docker('image', 'inspect', '--format', '{{.Size}}', image))
  const volume = Number((await container.exec('du', '-sb', '/var/lib/rancher/k3s')).split('\t')[0])
  context.diagnostic(`image ${Math.round(imageSize / 1e6)} MB, volume ${Math.round(volume / 1e6)} MB`)
  assert.ok(imageSize + volume < 5e9)
})

test('it boots without a network', async (context) => {
  await container[Symbol.asyncDispose]()
  container = await Container.run(image, '--privileged', '--network', 'none')
  const took = await timed(() => container.ready(300))
  await report(context, 'docker run --network none', took)
  for (const route of routes) await container.exec('curl', '-fsS', '-o', '/dev/null', `http://127.0.0.1:8080${route}`)
  assert.equal(await container.exec('sh', '-c', 'ip route | grep -v wiki0 | grep default || true'), '')
})

async function everyRouteAnswers(): Promise<void> {
  const answers = await Promise.all(routes.map(async (route) => `${route} ${(await get(route)).status}`))
  assert.deepEqual(
    answers,
    routes.map((route) => `${route} 200`),
  )
}

async function get(route: string): Promise<Response> {
  return fetch(`${await container.url()}${route}`)
}

async function text(route: string): Promise<string> {
  return (await get(route)).text()
}

async function create(route: string, body: object): Promise<Record<string, unknown>> {
  const headers = { 'content-type': 'application/json' }
  const answer = await fetch(`${await container.url()}${route}`, {
    method: 'POST',
    headers,
    body: JSON.stringify(body),
  })
  return (await answer.json()) as Record<string, unknown>
}

/** Every post by its id, page by page. */
async function everyPost(): Promise<Map<number, string>> {
  const posts = new Map<number, string>()
  for (let after = 0; ;) {
    const page = (await (await get(`/posts?limit=200&after=${after}`)).json()) as { post_id: number; content: string }[]
    for (const post of page) posts.set(post.post_id, post.content)
    const last = page.at(-1)
    if (last === undefined) return posts
    after = last.post_id
  }
}

function databaseLog(): Promise<string> {
  return container.exec('kubectl', 'logs', '--namespace', 'nebula-wiki', 'statefulset/wiki-database')
}

type Report = { diagnostic: (message: string) => void }

async function report(context: Report, what: string, seconds: number): Promise<void> {
  const stages = (await container.status()).stages.map((stage) => `${stage.name} ${stage.seconds}`).join(', ')
  const cpu = (await container.cpuSeconds()).toFixed(0)
  context.diagnostic(`${what}: ${seconds.toFixed(1)} s, CPU ${cpu} s (${stages})`)
}
