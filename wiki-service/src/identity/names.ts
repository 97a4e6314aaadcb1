/** Limits of names and passwords. */
export const accountLimits = { login: 64, name: 100, email: 254, passwordCharacters: 10, passwordBytes: 1024 } as const

/**
 * The canonical form of a login name: names that people could confuse are equal, whatever their case, width or normal
 * form.
 * @returns undefined for an invalid name; `@` is reserved for mail addresses, so that no name equals somebody else's
 * address
 */
export function loginName(text: string): string | undefined {
  const name = folded(text)
  return name.length <= accountLimits.login && /^[\p{L}\p{N}][\p{L}\p{M}\p{N}._-]*$/u.test(name) ? name : undefined
}

/** The canonical form of a mail address; undefined for an invalid one. */
export function emailAddress(text: string): string | undefined {
  const address = folded(text)
  return address.length <= accountLimits.email && /^[^\s@\p{Cc}"<>]+@[^\s@\p{Cc}"<>]+$/u.test(address)
    ? address
    : undefined
}

/** The name shown to others, on one line; undefined if nothing is left. */
export function shownName(text: string): string | undefined {
  const name = text
    .toWellFormed()
    .replaceAll(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, accountLimits.name)
    .toWellFormed()
  return name === '' ? undefined : name
}

/**
 * A password as it is hashed (RFC 8265, OpaqueString): keyboards differ in the normal form and the spaces that they
 * send.
 */
export function preparedPassword(text: string): string {
  return text.replaceAll(/\p{Zs}/gu, ' ').normalize('NFC')
}

/** Why a text cannot be a new password; undefined if it can. */
export function passwordFault(text: string): string | undefined {
  if (Buffer.byteLength(text) > accountLimits.passwordBytes)
    return `A password has at most ${accountLimits.passwordBytes} bytes.`
  if (text.includes('\0') || !text.isWellFormed()) return 'A password cannot contain U+0000 or lone surrogates.'
  if (Array.from(preparedPassword(text)).length < accountLimits.passwordCharacters)
    return `A password has at least ${accountLimits.passwordCharacters} characters.`
  return undefined
}

function folded(text: string): string {
  return text.normalize('NFKC').trim().toLowerCase().normalize('NFKC')
}
