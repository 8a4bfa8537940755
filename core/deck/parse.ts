import * as v from 'valibot'
import { readSlides } from './parse-slides.ts'
import type { Deck, FrontMatter, Slide } from './model.ts'
import { parseYaml, YAML_LIMIT } from '../yaml/located.ts'
import type { Parsed, Problem } from '../base/problem.ts'
import { byPlace } from '../base/problem.ts'
import { createReader } from '../yaml/reader.ts'
import { defined } from '../base/defined.ts'

const text = v.optional(v.string('a text'))

const frontMatterSchema = v.strictObject({
  title: text,
  author: text,
  event: text,
  date: text,
  duration: v.optional(
    v.pipe(
      v.string('a number of minutes such as 45m'),
      v.regex(/^[1-9]\d{0,3} ?(m|min)$/, 'a number of minutes such as 45m'),
    ),
  ),
  theme: v.optional(v.picklist(['dark', 'light'], 'dark or light')),
  lang: v.optional(
    v.pipe(
      v.string('a language such as en or pt-BR'),
      v.regex(/^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/, 'a language such as en or pt-BR'),
    ),
  ),
})

/** Reads deck.md. Never throws; the value is as much of the deck as could be understood. */
export function parseDeck(name: string, file: string, source: string): Parsed<Deck> {
  if (source.length > YAML_LIMIT.bytes)
    return { value: null, problems: [{ file, message: 'the file is larger than 1 MiB' }] }
  const problems: Problem[] = []
  const lines = source.replace(/^\uFEFF/, '').split(/\r?\n/)
  const open = lines[0]?.trimEnd() === '---'
  const close = open ? lines.findIndex((line, i) => i > 0 && line.trimEnd() === '---') : -1
  if (open && close < 0)
    problems.push({
      file,
      line: 1,
      column: 1,
      length: 3,
      message: 'the front matter does not end',
      hint: 'close it with a line --- of its own',
    })
  const front = lines.slice(1, Math.max(1, close)).join('\n')
  const fields = readFrontMatter(file, front, problems)
  const body = close < 0 ? (open ? 1 : 0) : close + 1
  const slides = readSlides(file, lines, body, problems)
  problems.sort(byPlace)
  const { title = firstHeading(slides) ?? name, theme = 'dark', lang = 'en' } = fields
  return { value: { name, ...fields, title, theme, lang, slides }, problems }
}

function readFrontMatter(file: string, text: string, problems: Problem[]): Partial<FrontMatter> {
  const located = parseYaml(file, text, 2)
  problems.push(...located.problems)
  // Empty front matter counts as none.
  if (located.value === undefined || located.value === null) return {}
  const { duration, ...fields } =
    createReader(file, located, problems).object(frontMatterSchema, []) ?? {}
  return defined({
    ...fields,
    duration: duration === undefined ? undefined : parseInt(duration, 10) * 60_000,
  })
}

function firstHeading(slides: readonly Slide[]): string | undefined {
  for (const block of slides.flatMap((slide) => slide.blocks)) {
    const heading = block.type === 'markdown' && /^#{1,6}\s+(.+?)\s*#*$/m.exec(block.text)?.[1]
    if (heading) return heading
  }
  return undefined
}
