import { matching, notMatching } from './vector.ts'

/** Clients' requests, without probes and scrapes, whose steady traffic would hide everything else. */
export const clientRoutes = { route: notMatching('/health/.*|/metrics') }

export const serverErrors = { status: matching('5..') }
