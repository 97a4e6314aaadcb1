import { matching, notMatching } from './vector.ts'

/** What clients ask for: without probes and scrapes, which come all the time and would hide everything else. */
export const clientRoutes = { route: notMatching('/health/.*|/metrics') }

export const serverErrors = { status: matching('5..') }
