import assert from 'node:assert/strict'

/**
 * What a person does at the provider of the tests: says who they are, and allows it or refuses.
 * @param location where the wiki sent the browser
 * @param home what the address begins with that the provider sends it back to
 * @returns that address
 */
export async function visitProvider(
  location: string,
  home: string,
  { login = '', answer = 'allow' }: { login?: string; answer?: 'allow' | 'refuse' },
): Promise<URL> {
  const cookies = new Map<string, string>()
  let url = location
  let body: URLSearchParams | undefined
  for (let steps = 0; steps < 10; steps += 1) {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const answered = await fetch(url, {
      redirect: 'manual',
      headers: { cookie },
      ...(body && { method: 'POST', body }),
    })
    for (const set of answered.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? []
      cookies.set(name, value)
    }
    const next = answered.headers.get('location')
    const text = await answered.text()
    if (next?.startsWith(home)) return new URL(next)
    body = next === null ? new URLSearchParams({ login, answer }) : undefined
    if (next === null) assert.match(text, /<form/, `${answered.status} ${text}`)
    else url = new URL(next, url).href
  }
  throw new Error(`the provider did not come to an end: ${url}`)
}
