import type { Fault } from '../../proof/fault.ts'

export const observabilityRestarted: Fault = {
  title: 'Prometheus and Grafana restarted',
  async do({ release }) {
    await release.delete([...(await release.pods('prometheus')), ...(await release.pods('grafana'))])
  },
  mustHold: { failures: 'none' },
}
