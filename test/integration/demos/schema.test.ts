import { readdirSync, readFileSync } from 'node:fs'
import { format } from 'prettier'
import * as v from 'valibot'
import { expect, it } from 'vitest'
import { parseYaml } from '../../../core/yaml/located.ts'
import { demoSchema } from '../../../core/demo/schema.ts'
import { demoJsonSchema } from '../../support/demo-schema.ts'

const root = new URL('../../../', import.meta.url)
const good = new URL('test/fixtures/scripts/good/', root)

it('docs/demo.schema.json is up to date (npm run schema writes it)', async () => {
  const golden = new URL('docs/demo.schema.json', root)
  const schema = await format(JSON.stringify(demoJsonSchema()), {
    parser: 'json',
    printWidth: 100,
  })
  await expect(schema).toMatchFileSnapshot(golden.pathname)
})

it.each(readdirSync(good).filter((name) => name.endsWith('.yaml')))(
  'an editor accepts %s',
  (name) => {
    const { value } = parseYaml(name, readFileSync(new URL(name, good), 'utf8'))
    // Valibot expects the usual prototypes.
    const result = v.safeParse(demoSchema, JSON.parse(JSON.stringify(value)))
    expect(result.issues ?? []).toEqual([])
  },
)
