import type { Drift, DriftLine } from './drift.ts'

/** The number of lines shown around a difference, so that readers find the place. */
const CONTEXT = 2

/** The number of lines that are left out. */
export interface Gap {
  readonly in: 'gap'
  readonly count: number
}

/** The differences with a few lines around them; empty unless the result differs. */
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
