import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'

export interface Operation {
  readonly method: string
  /** For example `/users/{id}`. */
  readonly path: string
  readonly operationId: string
  readonly tags: readonly string[]
  readonly parameters: readonly { readonly name: string; readonly in: 'path' | 'query' | 'header' }[]
  readonly hasBody: boolean
  /** Possible answers: `200`, `404`, … and `4XX`. */
  readonly statuses: readonly string[]
}

export interface Answer {
  readonly status: number
  readonly headers: Headers
  /** Empty if there is none. */
  readonly body: string
}

const document = JSON.parse(readFileSync(new URL('../../openapi.json', import.meta.url), 'utf8')) as {
  readonly paths: Readonly<Record<string, Readonly<Record<string, DescribedOperation>>>>
}

interface DescribedOperation {
  readonly operationId: string
  readonly tags: readonly string[]
  readonly parameters?: Operation['parameters']
  readonly requestBody?: object
  readonly responses: Readonly<Record<string, object>>
}

interface DescribedAnswer {
  readonly content?: Readonly<Record<string, object>>
  readonly headers?: Readonly<Record<string, object>>
}

/** Every operation of the committed openapi.json. */
export const operations: readonly Operation[] = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, { operationId, tags, parameters = [], requestBody, responses }]) => ({
    method: method.toUpperCase(),
    path,
    operationId,
    tags,
    parameters,
    hasBody: requestBody !== undefined,
    statuses: Object.keys(responses),
  })),
)

const ajv = new Ajv2020({ strict: false })
formats.default(ajv)
ajv.addSchema(document, 'api')

/** The deviations of an answer from openapi.json; empty if there are none. */
export function misfits({ method, path }: Operation, { status, headers, body }: Answer): readonly string[] {
  const responses = ['paths', path, method.toLowerCase(), 'responses']
  const pointer = resolved([...responses, String(status)]) ?? resolved([...responses, `${Math.trunc(status / 100)}XX`])
  if (pointer === undefined) return [`${status} is not described`]
  const { content, headers: described = {} } = at(pointer) as DescribedAnswer
  const wrongHeaders = Object.keys(described).flatMap((name) =>
    headerMisfits([...pointer, 'headers', name], name, headers),
  )
  return [...wrongHeaders, ...bodyMisfits([...pointer, 'content'], content, headers.get('content-type'), body)]
}

function headerMisfits(at: readonly string[], name: string, headers: Headers): readonly string[] {
  const pointer = resolved(at) ?? at
  const value = headers.get(name)
  const { required } = resolvedValue(pointer) as { readonly required?: boolean }
  if (value === null) return required ? [`the header ${name} is missing`] : []
  return schemaMisfits([...pointer, 'schema'], value, name)
}

function bodyMisfits(
  pointer: readonly string[],
  content: DescribedAnswer['content'],
  contentType: string | null,
  body: string,
): readonly string[] {
  if (content === undefined) return body === '' ? [] : ['there is a body']
  const [essence = ''] = (contentType ?? '').split(';', 1)
  if (!(essence in content)) return [`its content type is ${contentType}`]
  const value: unknown = /^application\/(?:problem\+)?json$/.test(essence) ? JSON.parse(body) : body
  return schemaMisfits([...pointer, essence, 'schema'], value, 'body')
}

function schemaMisfits(pointer: readonly string[], value: unknown, name: string): readonly string[] {
  const reference = `api#/${pointer.map(escaped).join('/')}`
  const validate = ajv.getSchema(reference)
  if (validate === undefined) throw new Error(`openapi.json has no ${reference}`)
  if (validate(value) === true) return []
  return [`${name}: ${ajv.errorsText(validate.errors)} in ${JSON.stringify(value).slice(0, 300)}`]
}

/** The location itself, or the target of its `$ref`; undefined if there is nothing. */
function resolved(pointer: readonly string[]): readonly string[] | undefined {
  const value = at(pointer)
  if (value === undefined) return undefined
  const reference = '$ref' in value ? String(value.$ref) : undefined
  return reference === undefined ? pointer : reference.split('/').slice(1)
}

function resolvedValue(pointer: readonly string[]): object {
  return at(pointer) ?? {}
}

function at(pointer: readonly string[]): object | undefined {
  let value: object | undefined = document
  for (const step of pointer) value = (value as Readonly<Record<string, object>> | undefined)?.[step]
  return value
}

function escaped(step: string): string {
  return encodeURIComponent(step.replaceAll('~', '~0').replaceAll('/', '~1'))
}
