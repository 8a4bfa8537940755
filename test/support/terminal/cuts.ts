import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import type { Random } from '../../../core/base/clock.ts'
import type { Size } from '../../../core/base/event.ts'
import { createSanitizer } from '../../../core/terminal/sanitize/sanitizer.ts'
import { createScreen, inside } from '../../../server/terminal/screen/headless-screen.ts'
import type { Screen } from '../../../server/terminal/screen/headless-screen.ts'
import { portrait } from '../portrait.ts'

/** A terminal that can write its screen as output: ours, or a peer's. */
export interface Serializer {
  write(bytes: Uint8Array): void
  snapshot(): string
  dispose(): void
}
export type OpenSerializer = (size: Size) => Serializer

export const ours: OpenSerializer = (size) => {
  const screen = createScreen(size, { scrollback: 0 })
  return {
    write: (bytes) => screen.write(bytes),
    snapshot: () => screen.snapshot().screen,
    dispose: () => screen.dispose(),
  }
}

/** The output of a real program, after the filter. */
export interface Output {
  readonly name: string
  readonly size: Size
  readonly bytes: Uint8Array
  /**
   * The offsets in bytes at which it may be cut: those at which the parser is between two
   * sequences.
   */
  readonly rests: readonly number[]
}

const FOLDER = join(import.meta.dirname, '../../fixtures', 'output')

/** The recorded outputs (test/support/terminal/record-output.ts). */
export function outputs(): Output[] {
  return readdirSync(FOLDER)
    .filter((name) => name.endsWith('.bin'))
    .sort()
    .map((name) => cuttable(name, readFileSync(join(FOLDER, name)), { cols: 80, rows: 24 }))
}

/** Filters bytes one at a time: each piece that comes out ends at a possible cut. */
export function cuttable(name: string, raw: Uint8Array, size: Size): Output {
  const pieces: Uint8Array[] = []
  const rests = [0]
  const filter = createSanitizer(
    { size },
    {
      bytes(clean) {
        pieces.push(Uint8Array.from(clean))
        rests.push(rests.at(-1)! + clean.length)
      },
    },
  )
  for (const byte of raw) filter.push(Uint8Array.of(byte))
  filter.end()
  return { name, size, bytes: Uint8Array.from(Buffer.concat(pieces)), rests }
}

/** Chooses `count` cuts at random, spread evenly over the outputs, each list in order. */
export function chooseCuts(all: readonly Output[], count: number, random: Random): number[][] {
  const cuts = all.map((): number[] => [])
  for (let n = 0; n < count; n++) {
    const { rests } = all[n % all.length]!
    cuts[n % all.length]!.push(rests[Math.floor(random() * rests.length)]!)
  }
  return cuts.map((list) => list.sort((a, b) => a - b))
}

export const look = (screen: Screen) => portrait(inside(screen), screen.size.cols, screen.size.rows)
type Look = ReturnType<typeof look>

/** The visible part of a portrait. */
const seen = ({ normal, alt, cursor, hidden }: Look) => [
  cursor[0] === 'alt' && 'lines' in alt ? alt.lines : normal.lines,
  // A cursor that waits to wrap is drawn in the last column.
  [cursor[0], Math.min(Number(cursor[1]), normal.lines[0]!.length - 2), cursor[2]],
  hidden,
]

export interface Verdict {
  readonly output: string
  readonly cut: number
  /** Whether people would see that cells or the cursor differ. Otherwise only hidden state does. */
  readonly visible: boolean
  /** Whether they differ at the cut already, or only after the rest of the output. */
  readonly when: 'at the cut' | 'at the end'
}
export interface Trial {
  readonly different: readonly Verdict[]
  /** The size of each snapshot in characters. */
  readonly sizes: readonly number[]
  /** The time of each snapshot in milliseconds. */
  readonly times: readonly number[]
}

/**
 * Restores a snapshot at each cut into a fresh screen and writes the rest to it: that screen must
 * equal the one that got everything, at the cut and at the end.
 */
export function tryCuts(output: Output, cuts: readonly number[], open: OpenSerializer): Trial {
  const { name, size, bytes } = output
  const different: Verdict[] = []
  const sizes: number[] = []
  const times: number[] = []
  const end = createScreen(size, { scrollback: 0 })
  end.write(bytes)
  const whole = look(end)
  const running = createScreen(size, { scrollback: 0 })
  const source = open(size)
  let at = 0
  for (const cut of cuts) {
    running.write(bytes.subarray(at, cut))
    source.write(bytes.subarray(at, cut))
    at = cut
    const begun = performance.now()
    const text = source.snapshot()
    times.push(performance.now() - begun)
    sizes.push(text.length)
    const fresh = createScreen(size, { scrollback: 0 })
    fresh.write(text)
    const found = [[look(fresh), look(running), 'at the cut'] as const]
    fresh.write(bytes.subarray(cut))
    found.push([look(fresh), whole, 'at the end'] as never)
    const wrong = found.filter(([is, shall]) => !isDeepStrictEqual(is, shall))
    const visible = wrong.find(([is, shall]) => !isDeepStrictEqual(seen(is), seen(shall)))
    const first = visible ?? wrong[0]
    if (first) different.push({ output: name, cut, visible: !!visible, when: first[2] })
    fresh.dispose()
  }
  for (const one of [end, running, source]) one.dispose()
  return { different, sizes, times }
}

/**
 * Whether a case of test/support/terminal/snapshot-cases.ts looks the same with a snapshot in the
 * middle of it.
 */
export function caseIsRight(
  before: Uint8Array,
  after: Uint8Array,
  size: Size,
  open: OpenSerializer,
  filters: boolean,
): boolean {
  const through = (to: (bytes: Uint8Array) => void) =>
    filters ? createSanitizer({ size }, { bytes: to }) : { push: to }
  const whole = createScreen(size, { scrollback: 0 })
  const all = through((bytes) => whole.write(bytes))
  for (const bytes of [before, after]) all.push(bytes)
  const source = open(size)
  const fresh = createScreen(size, { scrollback: 0 })
  let to: (bytes: Uint8Array) => void = (bytes) => source.write(bytes)
  const part = through((bytes) => to(bytes))
  part.push(before)
  fresh.write(source.snapshot())
  to = (bytes) => fresh.write(bytes)
  part.push(after)
  const right = isDeepStrictEqual(seen(look(fresh)), seen(look(whole)))
  for (const one of [whole, source, fresh]) one.dispose()
  return right
}
