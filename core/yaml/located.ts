import { CST, Composer, isAlias, isMap, isScalar, isSeq, Parser } from 'yaml'
import type { Document, ParsedNode } from 'yaml'
import { syntaxProblem } from './syntax-error.ts'
import type { Problem } from '../base/problem.ts'
import { defined } from '../base/defined.ts'

/** The path from the root of a YAML file to one of its values: keys and indices. */
export type Path = readonly (string | number)[]

/** A part of one line: line and column from 1. */
export interface SourceRange {
  readonly line: number
  readonly column: number
  readonly length: number
}

/** A YAML file as plain values, with the place of each value in the file. */
export interface Located {
  /**
   * Null-prototype objects, arrays, strings, numbers, booleans, null. Undefined: the file is
   * unreadable.
   */
  readonly value: unknown
  readonly problems: readonly Problem[]
  /**
   * The place of the value, or of the nearest one that exists. A mapping or list is represented by
   * its key.
   */
  place(path: Path, of?: 'key' | 'value'): SourceRange
  /** The source of a single value: `010` for the value 10. */
  written(path: Path): string | undefined
}

/** People write these files by hand. Larger ones are mistakes, or attacks on the parser. */
export const YAML_LIMIT = { bytes: 1024 * 1024, depth: 32, entries: 2000, aliases: 100 } as const

/**
 * Reads YAML 1.2 (core schema, no tags, no merge keys, string keys only). Never throws. `firstLine`
 * is the line of the file on which `text` begins.
 */
export function parseYaml(file: string, text: string, firstLine = 1): Located {
  // The parser's own line counter fails after an error inside quoted text.
  const starts = lineStarts(text)
  const locate = (from: number, to: number): SourceRange => {
    const index = lineOf(starts, from)
    const newline = text.indexOf('\n', from)
    const end = newline < 0 ? to : Math.min(to, newline)
    const length = Math.max(1, text.slice(from, end).trimEnd().length)
    return { line: index + firstLine, column: from - (starts[index] ?? 0) + 1, length }
  }
  const problems: Problem[] = []
  const complain = (message: string, at: readonly [number, number], hint?: string) => {
    problems.push({ file, ...locate(...at), message, ...defined({ hint }) })
  }
  const places = new Map<string, { key?: SourceRange; value: SourceRange; written?: string }>()
  const result = (value: unknown): Located => ({
    value,
    problems,
    place: (path, of = 'value') => {
      for (let end = path.length; end >= 0; end--) {
        const found = places.get(path.slice(0, end).join('\0'))
        if (found) return (of === 'key' ? found.key : undefined) ?? found.value
      }
      return { line: firstLine, column: 1, length: 1 }
    },
    written: (path) => places.get(path.join('\0'))?.written,
  })

  if (text.length > YAML_LIMIT.bytes) {
    problems.push({ file, message: 'the file is larger than 1 MiB' })
    return result(undefined)
  }
  const tokens = [...new Parser().parse(text)]
  const excess = tooMuch(tokens)
  if (excess) {
    complain(excess.message, [excess.offset, excess.offset + 1])
    return result(undefined)
  }
  const document = compose(tokens, text.length, complain)
  if (!document) return result(undefined)

  let aliases = 0
  let readable = true
  const read = (node: ParsedNode | null, path: Path, key?: SourceRange): unknown => {
    if (node === null) return null
    const at = locate(node.range[0], node.range[1])
    const shown = !isScalar(node) && !isAlias(node) && key ? key : at
    const written = isScalar(node) ? text.slice(node.range[0], node.range[1]) : undefined
    places.set(path.join('\0'), { ...defined({ key, written }), value: shown })
    if (isAlias(node)) {
      aliases += 1
      // An alias inside its own anchor ends here too: it is counted each time.
      const target = aliases > YAML_LIMIT.aliases ? undefined : node.resolve(document)
      if (target) return read(target as ParsedNode, path, key ?? at)
      if (aliases <= YAML_LIMIT.aliases)
        complain(`there is no anchor \`&${node.source}\` above`, [node.range[0], node.range[1]])
      else if (readable)
        complain(`more than ${YAML_LIMIT.aliases} aliases`, [node.range[0], node.range[1]])
      readable = false
      return null
    }
    if (isSeq(node)) return node.items.map((item, i) => read(item, [...path, i]))
    if (!isMap(node)) return node.value
    const object = Object.create(null) as Record<string, unknown>
    for (const pair of node.items) {
      if (!isScalar(pair.key)) continue
      const name = String(pair.key.value)
      const keyAt = locate(pair.key.range[0], pair.key.range[1])
      // These are own properties of an object without a prototype, so even `__proto__` is only a
      // name.
      object[name] = read(pair.value, [...path, name], keyAt)
      if (pair.value === null) places.set([...path, name].join('\0'), { key: keyAt, value: keyAt })
    }
    return object
  }
  const value = read(document.contents, [])
  return result(readable ? value : undefined)
}

function lineStarts(text: string): readonly number[] {
  const starts = [0]
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return starts
}

/** The index of the last start that is not after `offset`. */
function lineOf(starts: readonly number[], offset: number): number {
  let [low, high] = [0, starts.length - 1]
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if ((starts[middle] ?? 0) <= offset) low = middle
    else high = middle - 1
  }
  return low
}

type Complain = (message: string, at: readonly [number, number], hint?: string) => void

/** Returns one document without syntax errors; undefined after problems. */
function compose(tokens: readonly CST.Token[], length: number, complain: Complain) {
  const composer = new Composer({
    schema: 'core',
    resolveKnownTags: false,
    stringKeys: true,
    prettyErrors: false,
    logLevel: 'silent',
  })
  const documents = [...composer.compose(tokens, true, length)] as Document.Parsed[]
  const document = documents[0]
  if (!document) throw new Error('invariant: a YAML stream has one document at least')
  const second = documents[1]
  if (second) complain('a second YAML document begins here', [second.range[0], second.range[0] + 3])
  const version = document.directives.yaml
  if (version.explicit && version.version !== '1.2')
    complain('only YAML 1.2 is read', [0, 5], 'remove the line that begins with %YAML')
  let readable = true
  const errors = [...document.errors, ...document.warnings].slice(0, 20)
  for (const error of errors) {
    const { message, hint, fatal } = syntaxProblem(error)
    complain(message, error.pos, hint)
    readable &&= !fatal
  }
  return readable ? document : undefined
}

/**
 * Checks the size of a file before anything recursive or quadratic reads it: 20,000 open brackets
 * end Node itself (the stack is exhausted inside its regular expressions), and keys are compared in
 * pairs.
 */
function tooMuch(tokens: readonly CST.Token[]): { message: string; offset: number } | undefined {
  const todo = tokens.map((token) => ({ token, depth: 0 }))
  for (let next = todo.pop(); next; next = todo.pop()) {
    const { token, depth } = next
    const offset = 'offset' in token ? token.offset : 0
    if (depth > YAML_LIMIT.depth)
      return { message: `nested more than ${YAML_LIMIT.depth} levels deep`, offset }
    if (token.type === 'document' && token.value) todo.push({ token: token.value, depth })
    if (!CST.isCollection(token)) continue
    if (token.items.length > YAML_LIMIT.entries)
      return { message: `more than ${YAML_LIMIT.entries} entries`, offset }
    for (const { key, value } of token.items) {
      if (key) todo.push({ token: key, depth: depth + 1 })
      if (value) todo.push({ token: value, depth: depth + 1 })
    }
  }
  return undefined
}
