/**
 * Whether a Host header is well-formed: empty, or a name or address with an optional port (RFC 9110, section 7.2; RFC
 * 3986, section 3.2.2).
 */
export function isHost(value: string): boolean {
  return hostPattern.test(value)
}

const hostPattern = /^(?:(?:[\w.~!$&'()*+,;=-]|%[\da-f]{2})*|\[[\da-f:.]+(?:%25[\w.~-]+)?\])(?::\d*)?$/i
