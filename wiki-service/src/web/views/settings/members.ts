import type { StoredAccount } from '../../../identity/accounts.ts'
import type { Role } from '../../../identity/identity.ts'
import type { LinkRequest } from '../../../identity/oidc/link-requests.ts'
import { html, type Markup } from '../../html.ts'
import { errorText, invalid } from '../../parts/field-error.ts'
import type { Page } from '../../parts/frame.ts'
import { person } from '../../parts/person.ts'
import { time } from '../../parts/time.ts'
import { type SettingsFrame, settingsPage } from './tabs.ts'

export interface MembersView extends SettingsFrame {
  readonly members: readonly ShownMember[]
  /** Of the viewer. */
  readonly ownId: number
  readonly more: string | undefined
  readonly requests: readonly LinkRequest[]
  readonly typed: { readonly name: string; readonly login: string; readonly email: string; readonly role: Role }
  /** By field of the form for a new member. */
  readonly errors: Readonly<Partial<Record<'name' | 'login' | 'email', string>>>
  readonly now: Date
}

type ShownMember = Omit<StoredAccount, 'passwordHash'>

/** The accounts and their roles. For admins. */
export function membersView(view: MembersView): Page {
  const content = html`${view.requests.length > 0 && requestSection(view.requests)}
    <section class="stack" aria-labelledby="members">
    <h2 class="serif" id="members">Members</h2>
    ${memberForm(view)}
    ${view.more !== undefined && html`<p><a href="${view.more}">More members</a></p>`}
    ${newMember(view)}
    </section>`
  return settingsPage('members', view, content)
}

function requestSection(requests: readonly LinkRequest[]): Markup {
  return html`<section class="stack" aria-labelledby="requests">
    <h2 class="serif" id="requests">Waiting for you</h2>
    ${requests.map(
      ({
        id,
        userId,
        name,
        email,
        issuer,
      }) => html`<form class="card stack" method="post" action="/settings/members/requests">
      <input type="hidden" name="request" value="${id}">
      <p>${person({ id: userId, name })} wants to sign in with ${issuer}, which says that ${email} is theirs.</p>
      <p class="row"><button class="btn" type="submit" name="answer" value="allow">Allow ${name}</button><button class="btn bare bad" type="submit" name="answer" value="refuse">Refuse ${name}</button></p>
    </form>`,
    )}
    </section>`
}

function memberForm({ members, ownId, now }: MembersView): Markup {
  return html`<form class="stack" method="post" action="/settings/members">
    <section class="scroll" aria-labelledby="member-list" tabindex="0">
    <table><caption id="member-list">Readers read; editors also write; admins also manage members.</caption>
    <thead><tr><th scope="col">Name</th><th scope="col">Role</th><th scope="col">Last signed in</th><th scope="col" class="end"><span class="vh">More</span></th></tr></thead><tbody>
    ${members.map((member) => row(member, member.userId === ownId, now))}
    </tbody></table></section>
    <p><button class="btn" type="submit">Save roles</button></p>
    </form>`
}

function row(member: ShownMember, isYou: boolean, now: Date): Markup {
  const { userId, name, login, email, role, isDisabled, loginTime } = member
  const known = [login, email, isYou && 'you', isDisabled && 'disabled'].filter(
    (word) => word !== null && word !== false,
  )
  return html`<tr><th scope="row">${person({ id: userId, name }, 'plain')}<br><span class="small quiet">${known.join(', ')}</span></th><td><label class="vh" for="role-${userId}">Role of ${name}</label><input type="hidden" name="was-${userId}" value="${role}"><select id="role-${userId}" name="role-${userId}">${roleOptions(role)}</select></td><td>${loginTime === null ? 'never' : time(loginTime, 'date', now)}</td><td class="end"><a class="btn bare" href="/settings/members/${userId}" aria-label="More about ${name}">More</a></td></tr>`
}

const roleNames: readonly (readonly [Role, string])[] = [
  ['reader', 'Reader'],
  ['editor', 'Editor'],
  ['admin', 'Admin'],
]

function roleOptions(chosen: Role): Markup {
  return html`${roleNames.map(([role, name]) => html`<option value="${role}"${role === chosen && html` selected`}>${name}</option>`)}`
}

function newMember({ typed, errors }: MembersView): Markup {
  const field = (id: 'name' | 'login' | 'email', label: string, attributes: Markup): Markup =>
    html`<p class="field"><label for="new-${id}">${label}</label><input id="new-${id}" name="${id}" value="${typed[id]}" autocomplete="off"${attributes}${invalid(`new-${id}-error`, errors[id])}>${errorText(`new-${id}-error`, errors[id])}</p>`
  return html`<form class="card stack" method="post" action="/settings/members/new">
    <h3>New member</h3>
    <p class="small quiet">You get a link for them to choose a password. People who sign in with a provider need none.</p>
    <div class="filters">
      ${field('name', 'Name', html` type="text" maxlength="100" required`)}
      ${field('login', 'Name to sign in with', html` type="text" maxlength="64" autocapitalize="none" spellcheck="false" required`)}
      ${field('email', 'Mail address, if any', html` type="email" maxlength="254"`)}
      <p class="field"><label for="new-role">As</label><select id="new-role" name="role">${roleOptions(typed.role)}</select></p>
    </div>
    <p><button class="btn" type="submit">Add member</button></p>
  </form>`
}

/** One member, with the actions that cannot be undone by choosing again. */
export function memberView(frame: SettingsFrame, member: ShownMember, isYou: boolean): Page {
  const { userId, name, login, email, role, isDisabled } = member
  const action = `/settings/members/${userId}`
  const content = html`<section class="stack" aria-labelledby="member">
    <h2 class="serif" id="member">${name}</h2>
    <p>Signs in as ${login}${email !== null && html` or ${email}`}. Role: ${role}${isDisabled && ', disabled'}.</p>
    ${!isDisabled && html`<form class="stack" method="post" action="${action}"><p>A link lets ${name} choose a new password. It works once, for a day; their sessions and tokens end when they use it.</p><p><button class="btn" type="submit" name="do" value="link">Make a link for ${name}</button></p></form>`}
    ${!isYou && (isDisabled ? enableForm(action, name) : disableForm(action, name))}
    <p><a href="/settings/members">All members</a></p>
    </section>`
  return settingsPage('members', frame, content)
}

function disableForm(action: string, name: string): Markup {
  return html`<form class="stack" method="post" action="${action}"><p>Disabling ends the sessions of ${name} and revokes their tokens for good. What they wrote stays.</p><p><button class="btn bad" type="submit" name="do" value="disable">Disable ${name}</button></p></form>`
}

function enableForm(action: string, name: string): Markup {
  return html`<form class="stack" method="post" action="${action}"><p>${name} can sign in again, without their former tokens.</p><p><button class="btn" type="submit" name="do" value="enable">Enable ${name}</button></p></form>`
}
