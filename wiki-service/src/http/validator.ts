import type { FastifyInstance, preValidationAsyncHookHandler } from 'fastify'
import type { TObject } from 'typebox'
import type { RawBody } from './body.ts'
import { Invalid, Refused } from './errors.ts'
import { inTurns } from './in-turns.ts'
import { bodyReader, bodySteps, largeBodyBytes } from './validation/body-reader.ts'
import { parameterReader, type ParameterTexts } from './validation/parameter-reader.ts'

/** Validates requests as the original service does, using the schemas of the routes. Handlers write the answers. */
export function validateBySchema(app: FastifyInstance): void {
  // Fastify runs validators that change their input synchronously.
  app.addHook('onRoute', (route) => {
    const schema = (route.schema as { readonly body?: TObject } | undefined)?.body
    if (schema && !route.validatorCompiler)
      route.preValidation = [largeBodyReader(schema), ...[route.preValidation ?? []].flat()]
  })
  app.setValidatorCompiler<TObject>(({ schema, httpPart }) =>
    httpPart === 'body' ? bodyValidator(schema) : parameterValidator(schema, httpPart === 'params' ? 'path' : 'query'),
  )
  app.setSerializerCompiler(() => JSON.stringify)
}

type Validated = { value: unknown } | { error: Error }

function bodyValidator(schema: TObject): (body: RawBody | undefined) => Validated {
  const read = bodyReader(schema)
  return (body) => {
    const outcome = body?.outcome ?? read(body?.bytes, body?.contentType)
    switch (outcome.kind) {
      case 'valid':
        return { value: outcome.value }
      case 'invalid':
        return { error: new Invalid(outcome.issues) }
      case 'undecodable':
        return { error: new Refused(400, 'There was an error parsing the body') }
      default:
        return outcome satisfies never
    }
  }
}

/** Reads a large body in turns, before its validator runs. */
function largeBodyReader(schema: TObject): preValidationAsyncHookHandler {
  const steps = bodySteps(schema)
  return async (request) => {
    const body = request.body as RawBody | undefined
    if (body === undefined || body.bytes.length <= largeBodyBytes) return
    body.outcome = await inTurns(steps(body.bytes, body.contentType))
  }
}

function parameterValidator(schema: TObject, place: 'path' | 'query'): (texts: ParameterTexts) => Validated {
  const read = parameterReader(schema, place)
  return (texts) => {
    const outcome = read(texts)
    return outcome.kind === 'valid' ? { value: outcome.value } : { error: new Invalid(outcome.issues) }
  }
}
