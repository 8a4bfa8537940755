import xterm from '@xterm/headless'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { seeded } from '../../core/base/clock.ts'
import {
  caseIsRight,
  chooseCuts,
  outputs,
  ours,
  tryCuts,
} from '../../test/support/terminal/cuts.ts'
import type { OpenSerializer } from '../../test/support/terminal/cuts.ts'
import { CASES, latin } from '../../test/support/terminal/snapshot-cases.ts'
import type { Contender, Figure, Reading } from '../figure.ts'
import { median } from '../figure.ts'
import { fromNpm } from '../peers/npm.ts'

const CUTS = 10_000
/** The other cases of CASES were found by a search for more. */
const COUNTED = CASES.slice(0, 23)
const SIZE = { cols: 20, rows: 6 }
const VERSION = '0.14.0'

const casesWrong = (open: OpenSerializer, filters: boolean) =>
  COUNTED.filter(
    ([, before, after]) => !caseIsRight(latin(before), latin(after), SIZE, open, filters),
  ).map(([name]) => name)

function tryAll(open: OpenSerializer, count: number) {
  const all = outputs()
  const cuts = chooseCuts(all, count, seeded(7))
  const trials = all.map((output, n) => tryCuts(output, cuts[n]!, open))
  return {
    different: trials.flatMap(({ different }) => different),
    sizes: trials.flatMap(({ sizes }) => sizes),
    times: trials.flatMap(({ times }) => times),
  }
}

function contender(
  name: string,
  role: Contender['role'],
  open: OpenSerializer,
  filters: boolean,
): Contender {
  // Only the time of a snapshot depends on chance, so one turn is enough.
  let reading: Reading | undefined
  return {
    name,
    role,
    async turn() {
      if (reading) return reading
      const { different, sizes, times } = tryAll(open, CUTS)
      reading = {
        cases: COUNTED.length - casesWrong(open, filters).length,
        visible: different.filter(({ visible }) => visible).length,
        different: different.length,
        bytes: median(sizes),
        time: median(times),
      }
      return reading
    },
  }
}

/** The addon with a terminal of its own. It gets unfiltered output, as a page would. */
function addonSerialize(folder: string): OpenSerializer {
  type Addon = { serialize(options: { scrollback: number }): string }
  const require = createRequire(join(folder, 'package.json'))
  const { SerializeAddon } = require(folder) as { SerializeAddon: new () => Addon }
  return ({ cols, rows }) => {
    const terminal = new xterm.Terminal({
      cols,
      rows,
      scrollback: 0,
      allowProposedApi: true,
      logLevel: 'off' as const,
    })
    const addon = new SerializeAddon()
    terminal.loadAddon(addon as never)
    const core = Reflect.get(terminal, '_core') as { writeSync(bytes: Uint8Array): void }
    return {
      write: (bytes) => core.writeSync(bytes),
      snapshot: () => addon.serialize({ scrollback: 0 }),
      dispose: () => terminal.dispose(),
    }
  }
}

export const snapshot: Figure = {
  id: 'H7',
  title: 'A snapshot is the screen',
  method: `A fresh terminal gets a snapshot and what follows it, and is compared with one that got everything. First 23 states, one each; then ${CUTS} random cuts in the recorded output of real programs at 80x24. "Seen" are cells and cursor; the rest is modes, margins, tab stops, character sets, saved cursor, pen and the other screen.`,
  measures: [
    { key: 'cases', label: 'states right of 23', unit: '', better: 'more', target: 23 },
    {
      key: 'visible',
      label: `of ${CUTS} cuts, seen to differ`,
      unit: '',
      better: 'less',
      target: 0,
    },
    {
      key: 'different',
      label: `of ${CUTS} cuts, anything differs`,
      unit: '',
      better: 'less',
      target: 0,
    },
    { key: 'bytes', label: 'snapshot, median', unit: 'characters', better: 'less' },
    { key: 'time', label: 'snapshot, median', unit: 'ms', better: 'less' },
  ],
  async open() {
    const peer = fromNpm('@xterm/addon-serialize', VERSION)
    const name = `addon-serialize ${VERSION}`
    return [
      contender('cuecast', 'ours', ours, true),
      'why' in peer
        ? { name, skipped: peer.why }
        : contender(name, 'peer', addonSerialize(peer.folder), false),
    ]
  },
  async smoke() {
    const { different } = tryAll(ours, 500)
    return [
      ...casesWrong(ours, true).map((name) => `the state "${name}" is not restored`),
      ...different.map(({ output, cut, when }) => `${output}, cut at ${cut}: differs ${when}`),
    ]
  },
}
