import { seeded } from '../../core/base/clock.ts'
import type { Random } from '../../core/base/clock.ts'

/**
 * A mutational fuzzer. `npm test` runs a fixed number of cases with a fixed seed. To run more by
 * hand:
 *
 *     FUZZ_CASES=1000000 FUZZ_SEED=7 npx vitest run test/integration/security/fuzz.test.ts --testTimeout 0
 *
 * `-t F4` runs one of its targets. A failure prints the case's own seed, which repeats the case
 * with FUZZ_CASES=1. A case that fails becomes a fixture with its own test.
 */
const CASES = Number(process.env['FUZZ_CASES'] ?? 0)
const SEED = Number(process.env['FUZZ_SEED'] ?? 20_261_124)

/** Calls `run` for each case: `cases` of them, unless the variable says otherwise. */
export function fuzz(cases: number, run: (random: Random, seed: number) => void): void {
  for (let n = 0; n < (CASES > 0 ? CASES : cases); n++) {
    const seed = SEED + n
    try {
      run(seeded(seed), seed)
    } catch (error) {
      throw new Error(`FUZZ_SEED=${seed}: ${String(error)}`, { cause: error })
    }
  }
}

export const pick = <T>(random: Random, list: readonly T[]): T =>
  list[Math.floor(random() * list.length)]!

/** Bytes and words that have broken readers before. */
const ODD: readonly (string | readonly number[])[] = [
  ...['\0', '\r', '\n', '\ufeff', '\u2028', '\x1b', '\x1b[', '\x1b]', '\x1bP', '\u009b', '\x07'],
  ...['-1', '1e308', '1e400', '-0', '2147483648', '99999999999999999999', 'NaN', 'null', 'true'],
  ...['__proto__', 'constructor', 'toString', '{}', '[]', '""', '"', '{', '[', ']', '}', ',', ':'],
  ...[
    '*a',
    '&a ',
    '<<: ',
    '!!js/function ',
    '---\n',
    '...\n',
    '%YAML 1.1\n',
    '\t',
    '? ',
    '| ',
    '# ',
  ],
  ...['```', '~~~', '../', '%00', '\\', '\\u0000', '\\ud800', '$(id)', '日本', '😀', 'e\u0301'],
  ...[[0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf0, 0x9f], [0xe2, 0x82], [0x80]],
]

const encoder = new TextEncoder()

/** A sample with a few changes: bytes flipped, cut out, repeated, moved; parts of other samples. */
export function mutate(
  sample: Uint8Array,
  others: readonly Uint8Array[],
  random: Random,
): Uint8Array {
  let bytes = sample
  const place = () => Math.floor(random() * (bytes.length + 1))
  const span = (of: Uint8Array) => {
    const from = Math.floor(random() * (of.length + 1))
    return of.subarray(from, from + Math.floor(random() * Math.min(64, of.length)))
  }
  const put = (what: Uint8Array, at: number, drop = 0) => {
    bytes = Uint8Array.from([...bytes.subarray(0, at), ...what, ...bytes.subarray(at + drop)])
  }
  for (let times = 1 + Math.floor(random() * 4); times > 0; times--) {
    const at = place()
    const odd = pick(random, ODD)
    switch (Math.floor(random() * 7)) {
      case 0:
        put(Uint8Array.of(Math.floor(random() * 256)), at, 1)
        break
      case 1:
        put(new Uint8Array(0), at, Math.floor(random() * 32))
        break
      case 2:
        put(span(bytes), at)
        break
      case 3:
        put(span(pick(random, others)), at)
        break
      case 4:
        bytes = bytes.subarray(0, at)
        break
      case 5: {
        const again = span(bytes)
        for (let n = 0; n < 20; n++) put(again, at)
        break
      }
      default:
        put(typeof odd === 'string' ? encoder.encode(odd) : Uint8Array.from(odd), at)
    }
  }
  return bytes
}

/** Values of the wrong kind, size and meaning, for any field of a message. */
const VALUES: readonly unknown[] = [
  ...[null, true, false, 0, -0, -1, 1.5, 1e21, 2 ** 31, 2 ** 40, 2 ** 53, '', 'x', '\0', '../x'],
  ...['__proto__', 'constructor', '$(id)', 'x'.repeat(501), '日本', '\ud800', [], {}, [[]], [null]],
  ...[{ length: 1e9 }, { toString: 1 }, ['main', 'main'], Array<string>(17).fill('main')],
]

/** A message with a field changed, left out, moved or added, at any depth. */
export function mutateJson(sample: unknown, others: readonly unknown[], random: Random): unknown {
  if (random() < 0.2) return pick(random, VALUES)
  if (random() < 0.1) return structuredClone(pick(random, others))
  if (Array.isArray(sample))
    return (sample as unknown[]).flatMap((one) =>
      random() < 0.5 ? [one] : random() < 0.2 ? [] : [mutateJson(one, others, random)],
    )
  if (typeof sample !== 'object' || sample === null) return pick(random, VALUES)
  const entries = Object.entries(sample)
  const at = Math.floor(random() * (entries.length + 1))
  // Only one field is changed, because a message that is wrong everywhere is refused at its first
  // field.
  const changed = entries.map(([key, value], n): [string, unknown] => [
    n === at && random() < 0.1 ? pick(random, ['type', 'ok', '__proto__', '', '0']) : key,
    n === at ? mutateJson(value, others, random) : value,
  ])
  if (random() < 0.1) changed.splice(at, 1)
  if (random() < 0.1) changed.push([pick(random, ['command', '__proto__', 'env', 'type']), 'id'])
  return Object.fromEntries(changed)
}
