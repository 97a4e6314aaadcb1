import type { StoredAccount } from './accounts.ts'
import type { MemberCommand } from './member-command.ts'
import type { Members } from './members.ts'

const commandLine = { userId: null, client: '' } as const
const listed = 1_000

/**
 * @param url of the wiki in browsers, without a trailing slash
 * @param deadline in milliseconds of performance.now()
 * @returns the output
 * @throws Refusal if it cannot be done
 */
export async function runMemberCommand(
  members: Members,
  command: MemberCommand,
  url: string,
  deadline: number,
): Promise<string> {
  const { accounts, tokens, links } = members
  switch (command.kind) {
    case 'list':
      return (await everyAccount(members, deadline)).map(accountLine).join('')
    case 'add': {
      const { login, name, email, role } = command
      const account = { login, name, email, role, passwordHash: null }
      const created = await accounts.create(account, commandLine, deadline)
      if (created.kind === 'created') return link(created.userId)
      throw new Refusal(
        created.kind === 'login_taken'
          ? `there is an account ${login} already`
          : 'another account has this mail address',
      )
    }
    case 'role':
      return changed((await find(command.login)).userId, { role: command.role })
    case 'disable':
    case 'enable':
      return changed((await find(command.login)).userId, { isDisabled: command.kind === 'disable' })
    case 'reset':
      return link((await find(command.login)).userId)
    case 'tokens':
      return (await tokens.ofUser((await find(command.login)).userId, deadline))
        .map(({ id, hint, name, scope, expiresTime, usedTime }) =>
          line([id, `${hint}…`, name, scope, `expires ${expiresTime ?? 'never'}`, `last used ${usedTime ?? 'never'}`]),
        )
        .join('')
    case 'add token': {
      const { userId } = await find(command.login)
      const token = await tokens.create(userId, command.name, command.scope, command.days, commandLine, deadline)
      if (token === undefined) throw new Refusal(`the account ${command.login} is disabled`)
      return `${token}\n`
    }
    case 'revoke token':
      if (await tokens.revoke(command.id, null, commandLine, deadline)) return 'revoked\n'
      throw new Refusal(`there is no token ${command.id}`)
    default:
      return command satisfies never
  }

  async function find(login: string): Promise<StoredAccount> {
    const account = await accounts.byName(login, deadline)
    if (account === undefined) throw new Refusal(`there is no account ${login}`)
    return account
  }

  async function link(userId: number): Promise<string> {
    const secret = await links.forPassword(userId, commandLine, deadline)
    if (secret === undefined) throw new Refusal('the account is disabled')
    return `${url}/sign-in/link?key=${secret}\n`
  }

  async function changed(userId: number, change: Parameters<typeof accounts.change>[1]): Promise<string> {
    const outcome = await accounts.change(userId, change, commandLine, deadline)
    if (outcome === 'last_admin') throw new Refusal('this is the only admin: make another one first')
    if (outcome === 'no_such_account') throw new Refusal('the account is gone')
    return `${outcome}\n`
  }
}

/** It cannot be done; the message gives the reason. */
export class Refusal extends Error {}

async function everyAccount({ accounts }: Members, deadline: number): Promise<StoredAccount[]> {
  const all: StoredAccount[] = []
  for (;;) {
    const part = await accounts.list(all.at(-1)?.userId ?? 0, listed, deadline)
    all.push(...part)
    if (part.length < listed) return all
  }
}

function accountLine({ login, name, email, role, isDisabled, loginTime }: StoredAccount): string {
  return line([login, role, isDisabled ? 'disabled' : 'enabled', name, email ?? '-', loginTime ?? 'never'])
}

function line(columns: readonly (string | number)[]): string {
  return `${columns.join('\t')}\n`
}
