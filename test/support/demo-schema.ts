import { toJsonSchema } from '@valibot/to-json-schema'
import { demoSchema } from '../../core/demo/schema.ts'

/**
 * The schema with which editors complete and check demo.yaml: docs/demo.schema.json. Only for
 * development.
 */
export function demoJsonSchema(): object {
  return {
    ...toJsonSchema(demoSchema, { typeMode: 'input' }),
    title: 'Cuecast demo script (demo.yaml)',
  }
}
