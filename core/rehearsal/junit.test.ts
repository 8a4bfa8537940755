import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { drift } from './drift.ts'
import { junit } from './junit.ts'
import type { DemoReport, Found, StepReport } from './report.ts'

const held = (take: string, today: string): Found => ({
  type: 'held',
  outcome: { ok: true, duration: 1, lines: 1 },
  drift: drift(take, today, { patterns: [], versions: [] }),
})
const step = (id: string, found: Found, more: Partial<StepReport> = {}): StepReport => ({
  step: id,
  optional: false,
  panes: [{ pane: 'main', found, today: 1234 }],
  ...more,
})
const report = (...steps: StepReport[]): DemoReport => ({ demo: 'one', steps, stale: false })
const missing: Found = { type: 'not-run', cause: 'missing', why: 'docker is not installed' }

/** Reads XML of elements, attributes and text, as strictly as the standard asks; throws at a fault. */
function parse(xml: string): string[] {
  const open: string[] = []
  const seen: string[] = []
  const rest = xml.replace(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n/, '')
  const token = /<(\/?)([a-z-]+)((?: [a-z]+="[^"<]*")*)(\/?)>|([^<]+)/gy
  let end = 0
  for (const [whole, close, name = '', given = '', empty, text] of rest.matchAll(token)) {
    end += whole.length
    if (/[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u.test(whole))
      throw new Error('a character that XML has not')
    if (/&(?!(?:amp|lt|gt|quot|#\d+);)/.test(text ?? given)) throw new Error('a bare &')
    if (text !== undefined) continue
    if (close) {
      if (open.pop() !== name) throw new Error(`</${name}> closes nothing`)
      continue
    }
    seen.push(name + given)
    if (!empty) open.push(name)
  }
  if (end !== rest.length || open.length > 0) throw new Error(`cut off at ${end}`)
  return seen
}

describe('JUnit', () => {
  it('has a case for each step, and counts', () => {
    const text = junit(
      [
        report(
          step('same', held('a', 'a')),
          step('other', held('a', 'b')),
          step('lacks', missing),
          step('may', held('a', 'b'), { optional: true }),
        ),
      ],
      true,
    )
    expect(parse(text)).toEqual([
      'testsuites name="cuecast rehearse"',
      'testsuite name="one" tests="4" failures="1" errors="0" skipped="1"',
      'testcase classname="one" name="same" time="1.234"',
      'system-out',
      'testcase classname="one" name="other" time="1.234"',
      'failure message="main: another result"',
      'testcase classname="one" name="lacks" time="1.234"',
      'skipped message="main: replay only: docker is not installed"',
      'testcase classname="one" name="may" time="1.234"',
      'system-out',
    ])
    expect(text).toContain('main: another result\n- a\n+ b</failure>')
  })
  it('a missing requirement is a failure unless it is allowed', () => {
    expect(junit([report(step('lacks', missing))], false)).toContain('failures="1"')
  })
  it('can be read with any output', { timeout: 30_000 }, () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (take, today) => {
        const steps = [
          step('a', held(take, today)),
          step('b', { type: 'not-run', cause: 'setup', why: `${take}\n"${today}` }),
        ]
        expect(parse(junit([report(...steps)], false)).length).toBeGreaterThan(4)
      }),
    )
  })
})
