import type { Fault } from '../../proof/fault.ts'

export const apiUpgrade: Fault = {
  title: 'API upgraded to an image with a migration',
  impossible: ({ nextImage }) =>
    nextImage === undefined ? 'it needs a release of its own and --next-image IMAGE' : undefined,
  async do({ release, nextImage = '' }) {
    await release.setImage(nextImage)
  },
  mustHold: { failures: 'none' },
}
