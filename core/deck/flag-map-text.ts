import type { ConfigChange, MappedFlag } from './flag-map.ts'
import { flagName } from './flag-map.ts'

/** A piece of a sentence; `code` is set in the type of a terminal or file. */
export interface Words {
  readonly text: string
  readonly code: boolean
}

/** Longer values are cut, in characters: the sentence has to be readable from the last row. */
const BRIEF = 80
/** This many changes are named in the sentence; the JSON beside it shows all. */
const TOLD = 2

/**
 * The effect of a flag as a sentence: "`-m 64m` becomes `linux.resources.memory.limit = 67108864`."
 */
export function flagSentence(flag: MappedFlag): readonly Words[] {
  const name = code(flagName(flag))
  if (flag.json.length === 0)
    return [name, say(` reaches no JSON${flag.note === undefined ? '' : `: ${flag.note}`}.`)]
  const more = flag.json.length - TOLD
  return [
    name,
    say(' '),
    ...flag.json.slice(0, TOLD).flatMap((change, n) => {
      const { verb, rest } = clause(change)
      const before = flag.json[n - 1]
      if (!before) return [say(`${verb} `), ...rest]
      return [say(clause(before).verb === verb ? ' and ' : `; ${verb} `), ...rest]
    }),
    say(more <= 0 ? '.' : `; and ${more} more.`),
  ]
}

interface Clause {
  readonly verb: string
  readonly rest: readonly Words[]
}

function clause({ path, value, was }: ConfigChange): Clause {
  const item = /^\[(?:[^=\]]*=)?([^]*)\]$/.exec(path.at(-1) ?? '')?.[1]
  if (item === undefined) {
    const where = showPath(path)
    if (value === undefined) return { verb: 'takes away', rest: [code(where)] }
    const set = code(`${where} = ${brief(value, BRIEF)}`)
    const before = was === undefined ? [] : [say(' (was '), code(brief(was, BRIEF)), say(')')]
    return { verb: 'becomes', rest: [set, ...before] }
  }
  const list = code(showPath(path.slice(0, -1)))
  const shown = (what: unknown) => code(item === '' ? brief(what, BRIEF) : item)
  if (value === undefined) return { verb: 'takes', rest: [shown(was), say(' out of '), list] }
  if (was === undefined) return { verb: 'adds', rest: [shown(value), say(' to '), list] }
  const both = [shown(was), say(' into '), code(brief(value, BRIEF))]
  return { verb: 'turns', rest: [...both, say(' in '), list] }
}

const say = (text: string): Words => ({ text, code: false })
const code = (text: string): Words => ({ text, code: true })

/** `linux.resources.memory.limit`, `mounts[/dev/shm].options`, `linux.sysctl["kernel.domainname"]`. */
export function showPath(path: readonly string[]): string {
  return path
    .map((key, n) => {
      const item = /^\[(?:[^=\]]*=)?([^]*)\]$/.exec(key)?.[1]
      if (item !== undefined) return item === '' ? '' : `[${item}]`
      if (!/^\w+$/.test(key)) return `[${JSON.stringify(key)}]`
      return n === 0 ? key : `.${key}`
    })
    .join('')
}

/** JSON on one line; what exceeds `most` characters is cut off. */
export function brief(value: unknown, most: number): string {
  const whole = oneLine(value)
  if (whole.length <= most) return whole
  if (Array.isArray(value)) {
    const items: string[] = []
    let length = 0
    for (const item of value.map(oneLine)) {
      length += item.length + 2
      if (length > most - 4) break
      items.push(item)
    }
    return items.length === 0 ? '[ … ]' : `[${items.join(', ')}, …]`
  }
  if (typeof value === 'object') return '{ … }'
  return `${whole.slice(0, most - 1)}…`
}

function oneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(oneLine).join(', ')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = Object.entries(value).map(
    ([key, each]) => `${JSON.stringify(key)}: ${oneLine(each)}`,
  )
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`
}
