import type { DemoBundle, PaneTakeJson, SegmentJson } from '../../../core/recording/bundle.ts'
import type { Size } from '../../../core/base/event.ts'

const PROMPT = '\x1b[1;32m❯\x1b[0m '

export interface FixtureStep {
  readonly id: string
  readonly caption: string
  /** The typed text, the output and the status of each pane; a pane without an entry rests. */
  readonly panes: Readonly<Record<string, { type: string; print: string; status?: number }>>
}

/** The panes whose command ends with another status than 0, as the script wants it. */
function failingIn(parts: FixtureStep['panes']): { failing?: readonly string[] } {
  const failing = Object.keys(parts).filter((pane) => (parts[pane]?.status ?? 0) !== 0)
  return failing.length > 0 ? { failing } : {}
}

/** A demo with a hand-written take: keys every 40 ms, output 300 ms after Enter. */
export function fixtureBundle(
  name: string,
  size: Size,
  panes: readonly string[],
  steps: readonly FixtureStep[],
): DemoBundle {
  const takes = panes.map((pane): [string, PaneTakeJson] => {
    let screen = PROMPT
    const segments = steps.flatMap(({ id, panes: parts }): SegmentJson[] => {
      const part = parts[pane]
      if (!part) return []
      const opening = { size, screen }
      const print = part.print.replaceAll('\n', '\r\n')
      const typed = part.type.length * 40 + 100
      screen += `${part.type}\r\n${print}${PROMPT}`
      return [
        {
          step: id,
          opening,
          typed,
          measured: {
            status: part.status ?? 0,
            duration: 400,
            lines: part.print.split('\n').length - 1,
          },
          events: [
            ...[...part.type].map((key, n) => [n * 40, 'o', key] as const),
            [typed, 'o', '\r\n'],
            [typed + 300, 'o', print],
            [typed + 400, 'o', PROMPT],
          ],
        },
      ]
    })
    return [pane, { size, segments, closing: { size, screen } }]
  })
  return {
    demo: {
      name,
      title: name,
      size,
      live: true,
      panes,
      steps: steps.map(({ id, caption, panes: parts }) => ({
        id,
        caption,
        panes: Object.keys(parts),
        ...failingIn(parts),
        onFail: 'replay',
        rejoin: false,
        optional: false,
      })),
    },
    take: {
      recorded: '2026-11-03T10:00:00Z',
      platform: 'linux/amd64',
      tools: { docker: '28.2.2', runc: '1.2.6' },
      panes: Object.fromEntries(takes),
    },
  }
}

const size = { cols: 80, rows: 22 }
const LISTING = Array.from(
  { length: 12 },
  (_, n) => `\x1b[3${(n % 7) + 1}mlayer ${n}\x1b[0m  sha256:4f${n}a0c7d…  ${12 * n + 3} kB`,
).join('\n')
/** Box drawing, blocks and Powerline, for checking their joins by eye. */
const GLYPHS = `┌──────────┬──────────┐  ╔════╦════╗  ╭────╮  ▁▂▃▄▅▆▇█ ░▒▓█
│ left     │ right    │  ║    ║    ║  │    │  █████████
├──────────┼──────────┤  ╠════╬════╣  ├────┤  █████████
│ \x1b[31mred\x1b[0m \x1b[32mgreen\x1b[0m│ \x1b[34mblue\x1b[0m     │  ║    ║    ║  │    │  ▀▄▀▄▀▄▀▄▀
└──────────┴──────────┘  ╚════╩════╝  ╰────╯  ▌▐▌▐▌▐
\x1b[30;42m main \x1b[0;32;44m\ue0b0\x1b[30;44m ~/demo \x1b[0;34m\ue0b0\x1b[0m \ue0b2 \ue0b1 \ue0b3 \ue0a0 main  ✓ ✗ → … ❯ ●
\x1b[90mbright black\x1b[0m \x1b[1mbold\x1b[0m \x1b[3mitalic\x1b[0m \x1b[4munderlined\x1b[0m \x1b[7m inverse \x1b[0m
`

export const bundles: Readonly<Record<string, DemoBundle>> = {
  one: fixtureBundle(
    'one',
    size,
    ['shell'],
    [
      {
        id: 'hello',
        caption: 'A shell, for real.',
        panes: { shell: { type: 'echo hello', print: 'hello\n' } },
      },
      {
        id: 'glyphs',
        caption: 'Boxes join from row to row, and so do Powerline arrows.',
        panes: { shell: { type: 'cat glyphs', print: GLYPHS } },
      },
    ],
  ),
  two: fixtureBundle(
    'two',
    size,
    ['docker', 'runc'],
    [
      {
        id: 'hello',
        caption: 'The same program, through two front doors.',
        panes: {
          docker: { type: 'docker run --rm lab/busybox hostname', print: '4f1a0c7d9b2e\n' },
          runc: { type: 'runc run hello', print: 'runc\n' },
        },
      },
      {
        id: 'limits',
        caption: 'Sixteen megabytes, and a program that wants sixty-four: the kernel says no.',
        panes: {
          docker: {
            type: 'docker run --rm -m 16m lab/busybox dd if=/dev/zero of=/dev/null bs=64M',
            print: '',
            status: 137,
          },
          runc: { type: 'runc run limited', print: 'signal: killed\n', status: 137 },
        },
      },
      {
        id: 'layers',
        caption: 'What the image is made of.',
        panes: { docker: { type: 'docker image inspect lab/busybox', print: `${LISTING}\n` } },
      },
    ],
  ),
  four: fixtureBundle(
    'four',
    { cols: 60, rows: 10 },
    ['amd64', 'arm64', 'ppc64le', 's390x'],
    [
      {
        id: 'ask',
        caption: 'One image name, asked on four machines.',
        panes: Object.fromEntries(
          ['x86_64', 'aarch64', 'ppc64le', 's390x'].map((machine, n) => [
            ['amd64', 'arm64', 'ppc64le', 's390x'][n]!,
            { type: 'run lab/busybox uname -m', print: `${machine}\n` },
          ]),
        ),
      },
    ],
  ),
}
