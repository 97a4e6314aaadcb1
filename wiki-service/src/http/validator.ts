import type { FastifyInstance } from 'fastify'
import type { TObject } from 'typebox'
import type { RawBody } from './body.ts'
import { Invalid, Refused } from './errors.ts'
import { bodyReader } from './validation/body-reader.ts'
import { parameterReader, type ParameterTexts } from './validation/parameter-reader.ts'

/** Validates requests as the original service does, from the schemas of the routes; answers are written by their handlers. */
export function validateBySchema(app: FastifyInstance): void {
  app.setValidatorCompiler<TObject>(({ schema, httpPart }) =>
    httpPart === 'body' ? bodyValidator(schema) : parameterValidator(schema, httpPart === 'params' ? 'path' : 'query'),
  )
  app.setSerializerCompiler(() => JSON.stringify)
}

type Validated = { value: unknown } | { error: Error }

function bodyValidator(schema: TObject): (body: RawBody | undefined) => Validated {
  const read = bodyReader(schema)
  return (body) => {
    const outcome = read(body?.bytes, body?.contentType)
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

function parameterValidator(schema: TObject, place: 'path' | 'query'): (texts: ParameterTexts) => Validated {
  const read = parameterReader(schema, place)
  return (texts) => {
    const outcome = read(texts)
    return outcome.kind === 'valid' ? { value: outcome.value } : { error: new Invalid(outcome.issues) }
  }
}
