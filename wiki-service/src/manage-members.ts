import type { Config } from './config.ts'
import { openDatabase } from './database/open.ts'
import { databaseSource } from './database/source.ts'
import { Unavailable } from './database/unavailable.ts'
import type { MemberCommand } from './identity/member-command.ts'
import { openMembers } from './identity/members.ts'
import { Refusal, runMemberCommand } from './identity/run-member-command.ts'
import { StartFailure } from './start-failure.ts'
import type { Logger } from './telemetry/logger.ts'
import { Metrics } from './telemetry/metrics.ts'

const patienceMs = 15_000

/** Carries out a command on the database, in either mode. @returns what to print @throws StartFailure when it cannot be done */
export async function manageMembers(config: Config, command: MemberCommand, logger: Logger): Promise<string> {
  await using scope = new AsyncDisposableStack()
  const source = scope.use(databaseSource(config.database, logger))
  const { availability, batching } = scope.use(openDatabase(config, source, logger, new Metrics()))
  const { requestDeadlineMs, identity = withoutBrowsers } = config
  const members = openMembers(batching, identity, requestDeadlineMs)
  await source.connector
  availability.start()
  const url = identity.url ?? `http://localhost:${config.port}`
  try {
    return await runMemberCommand(members, command, url, performance.now() + patienceMs)
  } catch (error) {
    if (error instanceof Refusal) throw new StartFailure(error.message, { cause: error })
    if (error instanceof Unavailable)
      throw new StartFailure(`the database cannot be used: ${availability.state.reason}`, { cause: error })
    throw error
  }
}

/** In open mode: nobody signs in. */
const withoutBrowsers = {
  publicRead: true,
  secureCookies: true,
  sessionDays: 1,
  firstAdmin: undefined,
  url: undefined,
  providers: [],
} as const
