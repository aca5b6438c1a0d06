import type { JsonSchema } from '../../deal/shape.js';

/** An object of exactly these members, all of which are always there but the optional ones. */
export function exactly(
  description: string,
  required: Readonly<Record<string, JsonSchema>>,
  optional: Readonly<Record<string, JsonSchema>> = {},
): JsonSchema {
  return {
    type: 'object',
    description,
    properties: { ...required, ...optional },
    required: Object.keys(required),
    additionalProperties: false,
  };
}

export function listOf(items: JsonSchema, description: string): JsonSchema {
  return { type: 'array', items, description };
}

export function orNull(schema: JsonSchema): JsonSchema {
  return { anyOf: [schema, { type: 'null' }] };
}

export function component(name: string): JsonSchema {
  return { $ref: `#/components/schemas/${name}` };
}

export function word(values: readonly string[], description: string): JsonSchema {
  return { type: 'string', enum: values, description };
}

export function textual(description: string): JsonSchema {
  return { type: 'string', description };
}

export function yesOrNo(description: string): JsonSchema {
  return { type: 'boolean', description };
}

export function count(description: string, minimum = 0): JsonSchema {
  return { type: 'integer', minimum, description };
}

export const eventId: JsonSchema = {
  type: 'string',
  format: 'uuid',
  description: 'the event in the record that this rests on',
};

export function instant(description: string): JsonSchema {
  return { type: 'string', format: 'date-time', description: `${description}; UTC with milliseconds` };
}
