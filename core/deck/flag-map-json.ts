import type { ConfigChange, MappedFlag } from './flag-map.ts'
import { brief } from './flag-map-text.ts'
import { defined } from '../base/defined.ts'

/** One line of the config.json that the flags produce. */
export interface JsonLine {
  /** Levels of indentation. */
  readonly indent: number
  readonly text: string
  /** Indices of the flags that it comes from. */
  readonly flags: readonly number[]
  /** The line holds a value that a flag wrote; otherwise it only leads there. */
  readonly leaf: boolean
  /** The value was there before, and the flag removes it. */
  readonly gone: boolean
  /** The value before. */
  readonly was?: string
}

/** Characters of a line with its indentation. The style sheet wraps longer lines. */
const WIDTH = 64
/**
 * The longest shown value, in characters. A removed value is only to be recognised, so less of it
 * is enough.
 */
const LONG = { new: 150, gone: 40 } as const

type Node = Leaf | Branch
interface Leaf {
  readonly type: 'leaf'
  readonly text: string
  readonly flags: number[]
  readonly gone: boolean
  readonly was?: string
  /** The line shows the member that identifies an item of a list. */
  readonly known: boolean
}
interface Branch {
  readonly type: 'branch'
  readonly segment: string
  readonly key: string
  readonly list: boolean
  readonly flags: number[]
  readonly children: Node[]
}

/** Only the paths that flags touch, nested, in the order of the flags. */
export function jsonLines(flags: readonly MappedFlag[]): readonly JsonLine[] {
  const root = branch('', '', false)
  flags.forEach(({ json }, index) => json.forEach((change) => insert(root, change, index)))
  return root.children.length === 0 ? [] : linesOf(root, 0, '')
}

const branch = (segment: string, key: string, list: boolean): Branch => {
  return { type: 'branch', segment, key, list, flags: [], children: [] }
}
const isItem = (segment: string | undefined) => segment?.startsWith('[') === true
const keyOf = (segment: string) => (isItem(segment) ? '' : `${JSON.stringify(segment)}: `)

function insert(root: Branch, { path, value, was }: ConfigChange, flag: number): void {
  let at = root
  mark(at, flag)
  path.slice(0, -1).forEach((segment, depth) => {
    let next = at.children.find((c): c is Branch => c.type === 'branch' && c.segment === segment)
    if (!next) {
      next = branch(segment, keyOf(segment), isItem(path[depth + 1]))
      at.children.push(next)
      const [, member, name] = /^\[([^=\]]+)=([^]*)\]$/.exec(segment) ?? []
      if (member !== undefined && name !== undefined)
        next.children.push(leaf(`${JSON.stringify(member)}: ${JSON.stringify(name)}`, next.flags))
    }
    mark(next, flag)
    at = next
  })
  const gone = value === undefined
  const shown = gone ? brief(was, LONG.gone) : brief(value, LONG.new)
  const before = gone || was === undefined ? undefined : brief(was, LONG.gone)
  const text = keyOf(path.at(-1) ?? '') + shown
  // Two flags that write the same value share a line; different values have a line each.
  const same = at.children.find(
    (c): c is Leaf => c.type === 'leaf' && c.text === text && c.gone === gone && !c.known,
  )
  if (same) mark(same, flag)
  else
    at.children.push({
      type: 'leaf',
      text,
      flags: [flag],
      gone,
      known: false,
      ...defined({ was: before }),
    })
}

const leaf = (text: string, flags: number[]): Leaf => {
  return { type: 'leaf', text, flags, gone: false, known: true }
}

function mark({ flags }: Node, flag: number): void {
  if (!flags.includes(flag)) flags.push(flag)
}

function linesOf(node: Node, indent: number, comma: string): readonly JsonLine[] {
  const { flags } = node
  if (node.type === 'leaf') {
    const { gone, known, was } = node
    const text = node.text + (gone ? '' : comma)
    return [{ indent, text, flags, leaf: !known, gone, ...defined({ was }) }]
  }
  const frame = { flags, leaf: false, gone: false }
  const whole = compact(node)
  if (whole !== null && indent * 2 + whole.length < WIDTH)
    return [{ indent, text: whole + comma, ...frame, leaf: true }]
  const { open, close, inner } = unfold(node)
  const children = inner.list ? joined(inner.children) : inner.children
  const last = children.findLastIndex((child) => child.type === 'branch' || !child.gone)
  return [
    { indent, text: open, ...frame },
    ...children.flatMap((child, n) => linesOf(child, indent + 1, n < last ? ',' : '')),
    { indent, text: close + comma, ...frame },
  ]
}

/**
 * Branches with a single child are joined into one line: `"linux": { "resources": {`, closed by `}
 * }`.
 */
function unfold(node: Branch): { open: string; close: string; inner: Branch } {
  const [open, close] = node.list ? ['[', ']'] : ['{', '}']
  const [only, ...others] = node.children
  if (only?.type !== 'branch' || others.length > 0 || compact(only) !== null)
    return { open: node.key + open, close, inner: node }
  const further = unfold(only)
  return {
    open: `${node.key}${open} ${further.open}`,
    close: `${further.close} ${close}`,
    inner: further.inner,
  }
}

/**
 * The node on one line, or null. Possible where all of it comes from the same flags and replaces
 * nothing.
 */
function compact(node: Node): string | null {
  if (node.type === 'leaf') return node.gone || node.was !== undefined ? null : node.text
  const parts = node.children.map((child) => {
    const same = child.flags.length === node.flags.length
    return same ? compact(child) : null
  })
  if (parts.some((part) => part === null)) return null
  const inside = parts.join(', ')
  return node.key + (node.list ? `[${inside}]` : `{ ${inside} }`)
}

/** Puts items of a list that the same flags added, or removed, on one line. */
function joined(children: readonly Node[]): readonly Node[] {
  const result: Node[] = []
  for (const child of children) {
    const before = result.at(-1)
    const joins =
      before?.type === 'leaf' &&
      child.type === 'leaf' &&
      before.gone === child.gone &&
      before.was === undefined &&
      child.was === undefined &&
      before.text.length + child.text.length < WIDTH &&
      before.flags.join() === child.flags.join()
    if (joins) result[result.length - 1] = { ...before, text: `${before.text}, ${child.text}` }
    else result.push(child)
  }
  return result
}
