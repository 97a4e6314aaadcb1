import type { Fault } from '../../proof/fault.ts'

export const ingressRestarted: Fault = {
  title: 'The ingress controller restarted',
  impossible: ({ ingressController }) =>
    ingressController === undefined ? 'neither Traefik nor ingress-nginx was found' : undefined,
  async do({ ingressController }) {
    await ingressController?.restart()
  },
  mustHold: { failures: 'ingress' },
}
