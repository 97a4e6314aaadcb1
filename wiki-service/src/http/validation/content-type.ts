import { trimmed } from './trim.ts'

/** Whether FastAPI reads a body of this Content-Type as JSON: no header, `application/json` or `application/…+json`. */
export function isJsonContentType(header: string | undefined): boolean {
  if (header === undefined || header === 'application/json' || header === '') return true
  const [essence = ''] = header.split(';', 1)
  const [type, subtype, ...more] = trimmed(essence, PYTHON_SPACE).toLowerCase().split('/')
  return more.length === 0 && type === 'application' && (subtype === 'json' || subtype?.endsWith('+json') === true)
}

/** The characters that Python's `str.strip` removes, as far as a header can contain them. */
const PYTHON_SPACE = '\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\xa0'
