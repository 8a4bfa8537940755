import * as v from 'valibot'

type Entries<T> = Record<string, T>

/**
 * A schema for a mapping of names to values. `v.record` silently leaves out the keys `constructor`
 * and `prototype`; authors may use these names, so they are kept here.
 */
export function byName<V extends v.GenericSchema>(
  key: v.GenericSchema<string>,
  value: V,
): v.GenericSchema<Entries<v.InferInput<V>>, Entries<v.InferOutput<V>>> {
  return v.pipe(
    v.custom<Entries<v.InferInput<V>>>(
      (input) => typeof input === 'object' && input !== null && !Array.isArray(input),
      'a mapping',
    ),
    v.rawTransform(({ dataset, addIssue, NEVER }) => {
      const input = dataset.value
      const read: [string, v.InferOutput<V>][] = []
      for (const [name, raw] of Object.entries(input)) {
        const at = { type: 'object', origin: 'value', input, key: name, value: raw } as const
        const results = [v.safeParse(key, name), v.safeParse(value, raw)] as const
        for (const { issues = [] } of results)
          for (const { message, path = [] } of issues) addIssue({ message, path: [at, ...path] })
        if (results[0].success && results[1].success) read.push([name, results[1].output])
      }
      return read.length < Object.keys(input).length ? NEVER : Object.fromEntries(read)
    }),
  )
}
