/** Limits of what people choose. */
export const accountLimits = { login: 64, name: 100, email: 254, passwordCharacters: 10, passwordBytes: 1024 } as const

/**
 * The one form of a login name: two that people could take for the same one are the same, whatever their case, width or normal form.
 * @returns undefined for what cannot be one; `@` is left to addresses, so that nobody's name is somebody else's address
 */
export function loginName(text: string): string | undefined {
  const name = folded(text)
  return name.length <= accountLimits.login && /^[\p{L}\p{N}][\p{L}\p{M}\p{N}._-]*$/u.test(name) ? name : undefined
}

/** The one form of a mail address; undefined for what is none. */
export function emailAddress(text: string): string | undefined {
  const address = folded(text)
  return address.length <= accountLimits.email && /^[^\s@\p{Cc}"<>]+@[^\s@\p{Cc}"<>]+$/u.test(address)
    ? address
    : undefined
}

/** The name that others see, on one line; undefined when nothing is left. */
export function shownName(text: string): string | undefined {
  const name = text
    .toWellFormed()
    .replaceAll(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, accountLimits.name)
    .toWellFormed()
  return name === '' ? undefined : name
}

/** A password as it is hashed (RFC 8265, OpaqueString): keyboards differ in the normal form and in the spaces that they send. */
export function preparedPassword(text: string): string {
  return text.replaceAll(/\p{Zs}/gu, ' ').normalize('NFC')
}

/** Why a text cannot be a new password; undefined when it can. */
export function passwordFault(text: string): string | undefined {
  if (Buffer.byteLength(text) > accountLimits.passwordBytes)
    return `A password has at most ${accountLimits.passwordBytes} bytes.`
  if (text.includes('\0') || !text.isWellFormed()) return 'A password has no U+0000 and no lone surrogate.'
  if (Array.from(preparedPassword(text)).length < accountLimits.passwordCharacters)
    return `A password has at least ${accountLimits.passwordCharacters} characters.`
  return undefined
}

function folded(text: string): string {
  return text.normalize('NFKC').trim().toLowerCase().normalize('NFKC')
}
