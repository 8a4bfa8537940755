import type { Drift, DriftLine } from './drift.ts'

/** Lines around a difference, for the reader to know where it is. */
const CONTEXT = 2

/** Lines that are left out: how many. */
export interface Gap {
  readonly in: 'gap'
  readonly count: number
}

/** What differs, with a little around it; nothing where no result does. */
export function hunks({ lines, kind }: Drift): readonly (DriftLine | Gap)[] {
  if (kind !== 'meaningful') return []
  const near = new Set(
    lines.flatMap((line, i) =>
      line.in === 'both' ? [] : Array.from({ length: 2 * CONTEXT + 1 }, (_, n) => i - CONTEXT + n),
    ),
  )
  const shown: (DriftLine | Gap)[] = []
  for (const [i, line] of lines.entries()) {
    const before = shown.at(-1)
    if (near.has(i)) shown.push(line)
    else if (before?.in === 'gap') shown[shown.length - 1] = { in: 'gap', count: before.count + 1 }
    else shown.push({ in: 'gap', count: 1 })
  }
  return shown
}

const SIGNS = { both: ' ', take: '-', today: '+' } as const

/** `- as in the take`, `+ as today`, without colours. */
export function lineText(line: DriftLine | Gap): string {
  if (line.in === 'gap') return `  … ${line.count} more`
  return `${SIGNS[line.in]} ${line.line.map(({ text }) => text).join('')}`.trimEnd()
}
