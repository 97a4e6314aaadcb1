import { answersProblems } from '../src/http/problems.ts'
import { components, nameOf } from './components.ts'
import { collectRoutes, type ObjectSchema, type Route } from './collect-routes.ts'
import { operations, type OperationProse, type ResponseProse } from './operations.ts'
import { info, tags } from './info.ts'
import { isProblem, problemName } from './problems.ts'

/** The text of openapi.json. */
export function openApiText(): string {
  return `${JSON.stringify(openApiDocument(), undefined, 2)}\n`
}

/** The OpenAPI 3.1 description: the routes as the service declares them, with descriptions and examples. */
function openApiDocument(): object {
  const routes = collectRoutes()
  const unknown = Object.keys(operations).filter((id) => !routes.some(({ schema }) => schema.operationId === id))
  if (unknown.length > 0) throw new Error(`There is no operation ${unknown.join(', ')}`)
  const paths: Record<string, Record<string, object>> = {}
  for (const route of routes) {
    const path = (paths[route.path] ??= {})
    path[route.method] = operation(route)
  }
  // Relative to this description, so it holds under any host and prefix.
  return { openapi: '3.1.1', info, servers: [{ url: './' }], tags, paths, components }
}

function operation({ path, schema }: Route): object {
  const prose = operations[schema.operationId]
  if (prose === undefined) throw new Error(`The operation ${schema.operationId} has no description`)
  const parameters = [
    ...parametersOf(schema.params, 'path', prose),
    ...parametersOf(schema.querystring, 'query', prose),
    ...parametersOf(schema.headers, 'header', prose),
  ]
  return {
    operationId: schema.operationId,
    tags: schema.tags,
    summary: schema.summary,
    description: prose.description,
    ...(parameters.length > 0 && { parameters }),
    ...(schema.body && { requestBody: requestBody(schema.body, prose) }),
    responses: responses(path, schema.response, prose),
  }
}

function parametersOf(
  schema: ObjectSchema | undefined,
  place: 'path' | 'query' | 'header',
  prose: OperationProse,
): object[] {
  return Object.entries(schema?.properties ?? {}).map(([name, { description, ...property }]) => ({
    name,
    in: place,
    required: property.default === undefined && (schema?.required ?? []).includes(name),
    description: prose.parameters?.[name]?.description ?? description,
    schema: property,
    example: prose.parameters?.[name]?.example,
  }))
}

function requestBody(schema: object, { requestExamples }: OperationProse): object {
  return { required: true, content: { 'application/json': { schema: reference(schema), examples: requestExamples } } }
}

function responses(
  path: string,
  declared: Readonly<Record<string, object>>,
  prose: OperationProse,
): Record<string, object> {
  const answers: Record<string, object> = {}
  for (const [status, schema] of Object.entries(declared)) {
    const words = prose.responses[status]
    if (isProblem(schema)) answers[status] = { $ref: `#/components/responses/${problemName(status)}` }
    else answers[status] = words === undefined ? shared(status) : response(schema, words, status)
  }
  const refusals = answersProblems(path) ? 'NotAcceptedProblem' : 'NotAccepted'
  return { ...answers, '4XX': { $ref: `#/components/responses/${refusals}` } }
}

function response(
  schema: object,
  { description, headers, contentType, example }: ResponseProse,
  status: string,
): object {
  const requestId = { 'X-Request-Id': { $ref: '#/components/headers/X-Request-Id' } }
  const hasBody = status !== '304'
  return {
    description,
    headers: { ...requestId, ...headers },
    ...(hasBody && { content: content(schema, { example }, contentType) }),
  }
}

/** The example belongs to the first of several content types. */
function content(schema: object, example: object, contentType = 'application/json'): object {
  if (!('content' in schema)) return { [contentType]: { schema: reference(schema), ...example } }
  return Object.fromEntries(
    Object.entries(schema.content as Record<string, object>).map(([type, media], index) => [
      type,
      {
        ...media,
        ...('schema' in media && { schema: reference(media.schema as object) }),
        ...(index === 0 && example),
      },
    ]),
  )
}

function shared(status: string): object {
  const name = sharedResponses[status]
  if (name === undefined) throw new Error(`Nothing says what ${status} means`)
  return { $ref: `#/components/responses/${name}` }
}

const sharedResponses: Readonly<Record<string, string>> = {
  400: 'Unreadable',
  413: 'TooLarge',
  422: 'Invalid',
  503: 'Unavailable',
}

/** Named schemas are written once and referenced. */
function reference(schema: object): object {
  if ('items' in schema && typeof schema.items === 'object' && schema.items !== null)
    return { ...schema, items: reference(schema.items) }
  const name = nameOf(schema)
  return name === undefined ? schema : { $ref: `#/components/schemas/${name}` }
}
