import { readAttributes } from './attributes.ts'
import type { Block, Slide } from './model.ts'
import { readFlagMap } from './parse-flag-map.ts'
import { readStage } from './parse-stage.ts'
import type { Problem } from '../base/problem.ts'
import { defined } from '../base/defined.ts'

interface Draft {
  readonly line: number
  readonly below: boolean
  readonly blocks: Block[]
  text: string[]
  notes: string[] | null
  attributes: Readonly<Record<string, string>>
}

/** An open code fence: closed by the same mark, at least as long (CommonMark §4.5). */
interface Fence {
  readonly mark: string
  readonly info: string
  /** Index of its line. */
  readonly start: number
}

/**
 * Cuts the lines from `start` on into slides: at `---`, and at `--` for a slide below. A line
 * inside a code fence, a comment or a table never cuts.
 */
export function readSlides(
  file: string,
  lines: readonly string[],
  start: number,
  problems: Problem[],
): readonly Slide[] {
  const slides: Draft[] = []
  const begin = (index: number, below: boolean): Draft => {
    const slide = { line: index + 1, below, blocks: [], text: [], notes: null, attributes: {} }
    slides.push(slide)
    return slide
  }
  const complain = (index: number, message: string, hint?: string) => {
    const length = Math.max(1, lines[index]?.trimEnd().length ?? 1)
    const place = { file, line: index + 1, column: 1, length }
    problems.push({ ...place, message, ...defined({ hint }) })
  }
  let slide = begin(start, false)
  let fence: Fence | null = null
  let comment: number | null = null

  for (const [index, line] of lines.entries()) {
    if (index < start) continue
    const keep = () => (slide.notes ?? slide.text).push(line)
    if (fence) {
      if (!closes(fence, line)) {
        if (!isOurs(fence)) keep()
        continue
      }
      if (isOurs(fence)) addBlock(slide, file, lines, fence, index, problems, complain)
      else keep()
      fence = null
      continue
    }
    if (comment !== null) {
      keep()
      if (line.includes('-->')) comment = null
      continue
    }
    fence = opens(line, index)
    if (fence) {
      if (!isOurs(fence)) keep()
      continue
    }
    const attributes = /^\s*<!--\s*\.slide:(.*?)-->\s*$/.exec(line)?.[1]
    if (attributes !== undefined) {
      const { values, refused } = readAttributes(attributes)
      slide.attributes = { ...slide.attributes, ...values }
      for (const name of refused)
        complain(index, `a slide has no attribute \`${name}\``, 'class, id and data-* are allowed')
      continue
    }
    if (/^ {0,3}<!--/.test(line) && !line.includes('-->')) comment = index
    const cut = /^(---?)\s*$/.exec(line)?.[1]
    if (cut !== undefined && !isDelimiterRow(lines, index)) {
      slide = begin(index + 1, cut === '--')
    } else if (slide.notes === null && /^notes?:/i.test(line)) {
      slide.notes = [line.replace(/^notes?:\s*/i, '')]
    } else keep()
  }
  if (fence)
    complain(fence.start, 'this code fence does not end', `close it with a line ${fence.mark}`)
  if (comment !== null) complain(comment, 'this comment does not end', 'close it with -->')
  return slides.map(finish)
}

function opens(line: string, start: number): Fence | null {
  const [, mark, info] = /^ {0,3}(`{3,}|~{3,})(.*)$/.exec(line) ?? []
  if (mark === undefined || info === undefined) return null
  // With a backtick after the mark it is inline code (CommonMark §4.5).
  return mark.startsWith('`') && info.includes('`') ? null : { mark, info: info.trim(), start }
}

function closes(fence: Fence, line: string): boolean {
  const mark = /^ {0,3}(`{3,}|~{3,})\s*$/.exec(line)?.[1]
  return mark !== undefined && mark[0] === fence.mark[0] && mark.length >= fence.mark.length
}

const isDemo = (fence: Fence) => /^demo(\s|$)/.test(fence.info)

/** The fences that are not code to be shown, but a demo or a flag map. */
const isOurs = (fence: Fence) => isDemo(fence) || /^flagmap(\s|$)/.test(fence.info)

/** `---` is a table's delimiter row where the lines around it are rows of a table. */
function isDelimiterRow(lines: readonly string[], index: number): boolean {
  const isRow = (line: string | undefined) => line !== undefined && /^\s*\|.*\|\s*$/.test(line)
  return isRow(lines[index - 1]) && isRow(lines[index + 1])
}

function addBlock(
  slide: Draft,
  file: string,
  lines: readonly string[],
  fence: Fence,
  end: number,
  problems: Problem[],
  complain: (index: number, message: string, hint?: string) => void,
): void {
  const { start } = fence
  if (slide.notes) {
    const what = isDemo(fence) ? 'a demo' : 'a flag map'
    complain(start, `${what} cannot stand in the notes`, 'put it above `Note:`')
    return
  }
  const block = isDemo(fence)
    ? named('stage', readStage(file, lines, start, end, problems))
    : named('flagmap', readFlagMap(file, lines, start, end, problems))
  if (!block) return
  slide.blocks.push({ type: 'markdown', text: slide.text.join('\n') }, block)
  slide.text = []
}

const named = <T extends string, B extends object>(type: T, block: B | undefined) =>
  block && { type, ...block }

function finish(draft: Draft): Slide {
  const blocks: Block[] = [...draft.blocks, { type: 'markdown', text: draft.text.join('\n') }]
  const notes = draft.notes?.join('\n').trim()
  return {
    line: draft.line,
    below: draft.below,
    blocks: blocks.filter((block) => block.type !== 'markdown' || block.text.trim() !== ''),
    ...defined({ notes }),
    attributes: draft.attributes,
  }
}
