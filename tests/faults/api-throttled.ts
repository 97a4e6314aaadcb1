import type { Fault } from '../../proof/fault.ts'
import type { Release } from '../../proof/stage/release.ts'

/** Uses the sub-resource for changes of a running pod (Kubernetes 1.33), so nothing restarts. */
export const apiThrottled: Fault = {
  title: 'The API throttled to a twentieth of a core',
  do: ({ release }) => setCpu(release, { requests: '50m', limits: '50m' }),
  undo: async ({ release }) => setCpu(release, await usualCpu(release)),
  mustHold: { failures: 'none' },
}

interface Cpu {
  readonly requests: string
  readonly limits: string
}

async function usualCpu(release: Release): Promise<Cpu> {
  const field = (name: string) => `{.items[0].spec.template.spec.containers[0].resources.${name}.cpu}`
  const output = `jsonpath=${field('requests')} ${field('limits')}`
  const text = await release.kubectl(['get', 'deployment', '--selector', release.selector('api'), '--output', output])
  const [requests = '', limits = ''] = text.split(' ')
  return { requests, limits }
}

async function setCpu(release: Release, { requests, limits }: Cpu): Promise<void> {
  const resources = { requests: { cpu: requests }, limits: { cpu: limits } }
  const patch = JSON.stringify({ spec: { containers: [{ name: 'api', resources }] } })
  for (const { name } of await release.pods('api'))
    await release.kubectl(['patch', 'pod', name, '--subresource', 'resize', '--patch', patch])
}
