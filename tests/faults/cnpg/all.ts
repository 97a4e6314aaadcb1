import type { Fault } from '../../../proof/fault.ts'
import { instancesCut } from './instances-cut.ts'
import { instancesLost } from './instances-lost.ts'
import { operatorAway } from './operator-away.ts'
import { postgresUpdated } from './postgres-updated.ts'
import { primaryDeleted } from './primary-deleted.ts'
import { primaryKilled } from './primary-killed.ts'
import { primaryLost } from './primary-lost.ts'
import { primarySwitched } from './primary-switched.ts'
import { replicaLost } from './replica-lost.ts'

/** Faults of a CloudNativePG database, in the order in which they are inflicted. */
export const cnpgFaults: Readonly<Record<string, Fault>> = {
  'primary-killed': primaryKilled,
  'primary-deleted': primaryDeleted,
  'primary-lost': primaryLost,
  'primary-switched': primarySwitched,
  'replica-lost': replicaLost,
  'instances-cut': instancesCut,
  'operator-away': operatorAway,
  'postgres-updated': postgresUpdated,
  'instances-lost': instancesLost,
}
