import assert from 'node:assert/strict'

/** A browser without scripts: reads pages, keeps cookies, submits forms as they are in the page. */
export class FormBrowser {
  readonly #origin: string
  readonly #cookies = new Map<string, string>()
  url = ''
  status = 0
  text = ''

  constructor(origin: string) {
    this.#origin = origin
  }

  async get(path: string): Promise<string> {
    return this.#load(new URL(path, this.url || this.#origin).href)
  }

  /**
   * Submits the form that has a button with this text.
   * @param typed values of fields, by name
   */
  async submit(button: string, typed: Readonly<Record<string, string>> = {}): Promise<string> {
    const form = [...this.text.matchAll(/<form\b([^>]*)>([^]*?)<\/form>/g)].find(([, , inside = '']) =>
      buttonIn(inside, button),
    )
    assert.ok(form, `a form with the button ${button} in ${this.text}`)
    const [, attributes = '', inside = ''] = form
    const pressed = buttonIn(inside, button) ?? ''
    const fields = new URLSearchParams([...fieldsIn(inside)])
    for (const [name, value] of Object.entries(typed)) fields.set(name, value.replaceAll(/\r?\n/g, '\r\n'))
    const name = attribute(pressed, 'name')
    if (name !== undefined) fields.set(name, attribute(pressed, 'value') ?? '')
    const action = attribute(pressed, 'formaction') ?? attribute(attributes, 'action') ?? ''
    const url = new URL(action, this.url)
    if ((attribute(pressed, 'formmethod') ?? attribute(attributes, 'method')) === 'post')
      return this.#load(url.href, fields)
    url.search = fields.toString()
    return this.#load(url.href)
  }

  async #load(url: string, body?: URLSearchParams): Promise<string> {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const answer = await fetch(url, {
      redirect: 'manual',
      headers: { accept: 'text/html', cookie, origin: this.#origin },
      ...(body && { method: 'POST', body }),
    })
    for (const set of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? []
      this.#cookies.set(name, value)
    }
    const location = answer.headers.get('location')
    if (location !== null) return this.#load(new URL(location, url).href)
    this.url = url
    this.status = answer.status
    this.text = await answer.text()
    return this.text
  }
}

function buttonIn(form: string, text: string): string | undefined {
  for (const [, attributes = '', inside = ''] of form.matchAll(/<button\b([^>]*)>([^]*?)<\/button\s*>/g))
    if (
      inside
        .replaceAll(/<[^>]*>/g, '')
        .trim()
        .startsWith(text) ||
      attribute(attributes, 'aria-label') === text
    )
      return attributes
  return undefined
}

function* fieldsIn(form: string): Generator<[string, string]> {
  for (const [, tag, attributes = '', inside = '', options = ''] of form.matchAll(
    /<(input|textarea|select)\b([^>]*)>(?:\n?([^<]*)<\/textarea>|((?:\s*<option\b[^>]*>[^<]*<\/option>)+)\s*<\/select>)?/g,
  )) {
    const name = attribute(attributes, 'name')
    if (name === undefined) continue
    const isChoice = /type="(?:radio|checkbox)"/.test(attributes)
    if (isChoice && !/\schecked\b/.test(attributes)) continue
    if (tag === 'textarea') yield [name, decoded(inside).replaceAll(/\r?\n/g, '\r\n')]
    else yield [name, attribute(tag === 'select' ? selected(options) : attributes, 'value') ?? '']
  }
}

/** The attributes of the chosen option. */
function selected(options: string): string {
  const all = [...options.matchAll(/<option\b([^>]*)>/g)].map(([, attributes = '']) => attributes)
  return all.find((attributes) => /\sselected\b/.test(attributes)) ?? all[0] ?? ''
}

function attribute(attributes: string, name: string): string | undefined {
  const value = new RegExp(`(?:^|\\s)${name}="([^"]*)"`).exec(attributes)?.[1]
  return value === undefined ? undefined : decoded(value)
}

function decoded(text: string): string {
  return text.replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code))).replaceAll('&amp;', '&')
}
