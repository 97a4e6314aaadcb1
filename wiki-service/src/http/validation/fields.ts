import type { TObject } from 'typebox'

export interface Field {
  readonly name: string
  readonly type: 'string' | 'integer' | 'boolean'
  readonly isRequired: boolean
  /** Value of an absent optional field. */
  readonly default: number | string | boolean | undefined
  readonly minimum: number | undefined
  readonly maximum: number | undefined
}

/** The fields of an object schema, in order. Throws on a schema that these readers do not support, which is a bug. */
export function fieldsOf(schema: TObject): readonly Field[] {
  const required: readonly string[] = schema.required ?? []
  return Object.entries(schema.properties).map(([name, property]) => {
    const { type, minimum, maximum, default: fallback } = property as Partial<Field>
    if (type !== 'string' && type !== 'integer' && type !== 'boolean')
      throw new TypeError(`Field ${name}: only strings, integers and booleans can be read`)
    return { name, type, isRequired: required.includes(name), default: fallback, minimum, maximum }
  })
}
