import type { Demo, Requirement, StepId } from '../demo/model.ts'
import type { Ms } from '../base/event.ts'
import type { Finding } from './health.ts'

/**
 * Something that a live step needs: the script names it, or it follows from what the step types.
 */
export type Prerequisite =
  | Requirement
  /** The Docker engine answers: whoever needs `docker` or an image needs it too. */
  | { readonly type: 'engine' }
  /** sudo asks for no password: nobody types one on stage. */
  | { readonly type: 'sudo' }
  /** An ssh host lets us in without a question, and has bash. */
  | { readonly type: 'ssh'; readonly host: string }

export interface Needed {
  readonly need: Prerequisite
  /** The steps that need it; absent: all of them. */
  readonly steps?: readonly StepId[]
}

/** The result of checking a prerequisite. */
export type Answer =
  | { readonly at: 'met' }
  /** `detail`: what whoever was asked had to say, in few words; for a binary its version. */
  | { readonly at: 'unmet'; readonly detail?: string }
  | { readonly at: 'late'; readonly after: Ms }
  /** There was no time left to ask, or to hear the answer. */
  | { readonly at: 'unasked' }

export const MET: Answer = { at: 'met' }

/**
 * Everything that the live steps of a demo need. Needs that are checked in the same way are listed
 * once.
 */
export function prerequisitesOf(demo: Demo): readonly Needed[] {
  const all = demo.requires.map((need): Needed => ({ need }))
  const own = demo.steps.flatMap((step) =>
    step.requires.map((need): Needed => ({ need, steps: [step.id] })),
  )
  const everywhere = [...all, ...own]
  const asksEngine = everywhere.some(
    ({ need }) => need.type === 'command' && /^docker (version|info)\b/.test(need.run),
  )
  const engine = everywhere.filter(
    ({ need }) => need.type === 'image' || (need.type === 'binary' && need.name === 'docker'),
  )
  const panes = demo.panes.flatMap((pane): Needed[] => {
    const steps = demo.steps.filter(({ parts }) => parts.has(pane.id)).map(({ id }) => id)
    if (pane.ssh === undefined) return [{ need: { type: 'binary', name: pane.shell }, steps }]
    const { ssh: host } = pane
    return [
      { need: { type: 'binary', name: 'ssh' }, steps },
      { need: { type: 'ssh', host }, steps },
    ]
  })
  const sudo = demo.steps.filter((step) => typesSudo(demo, step)).map(({ id }) => id)
  return merge([
    ...everywhere,
    ...(asksEngine ? [] : engine.map((each): Needed => ({ ...each, need: { type: 'engine' } }))),
    ...panes.filter(({ steps }) => steps?.length !== 0),
    ...(sudo.length === 0 ? [] : [{ need: { type: 'sudo' } as const, steps: sudo }]),
  ])
}

/**
 * Whether the step types sudo in a shell of this machine. On an ssh host, sudo is that host's
 * business.
 */
function typesSudo(demo: Demo, step: Demo['steps'][number]): boolean {
  const here = [...step.parts].filter(
    ([id]) => demo.panes.find((pane) => pane.id === id)?.ssh === undefined,
  )
  return here.some(([, { cues }]) =>
    cues.some((cue) => cue.type === 'type' && /(^|[\s;&|(])sudo\s/.test(cue.text)),
  )
}

function merge(all: readonly Needed[]): readonly Needed[] {
  const merged = new Map<string, Needed>()
  for (const each of all) {
    const key = JSON.stringify(each.need)
    const before = merged.get(key)
    const steps =
      before && before.steps && each.steps ? [...before.steps, ...each.steps] : undefined
    if (!before) merged.set(key, each)
    else
      merged.set(key, steps ? { need: each.need, steps: [...new Set(steps)] } : { need: each.need })
  }
  return [...merged.values()]
}

/** The finding that follows from an answer; null where the prerequisite is met. */
export function lacks(need: Prerequisite, answer: Answer): Finding | null {
  if (answer.at === 'met') return null
  const what = subject(need)
  if (answer.at === 'late') {
    const within = answer.after < 1_000 ? 'in time' : `within ${Math.round(answer.after / 1000)} s`
    const why = `${what}: no answer ${within}`
    return { costs: 'live', why, todo: 'ask again; if it stays so, see what hangs' }
  }
  if (answer.at === 'unasked')
    return { costs: 'live', why: `${what}: there was no time for an answer`, todo: 'ask again' }
  const [why, todo] = unmet(need, answer.detail)
  return { costs: 'live', why, todo }
}

function subject(need: Prerequisite): string {
  switch (need.type) {
    case 'binary':
      return need.name
    case 'command':
      return need.why
    case 'image':
      return `the image ${need.name}`
    case 'port':
      return `port ${need.port}`
    case 'host':
      return `${need.name}:${need.port}`
    case 'engine':
      return 'the Docker engine'
    case 'sudo':
      return 'sudo'
    case 'ssh':
      return `the ssh host ${need.host}`
    default:
      return need satisfies never
  }
}

/** The reason is short, because the badge on the stage may show it. Details go into what to do. */
function unmet(need: Prerequisite, detail: string | undefined): [why: string, todo: string] {
  const what = subject(need)
  const said = detail === undefined || detail === '' ? '' : ` (${detail})`
  switch (need.type) {
    case 'binary':
      if (detail === undefined)
        return [`${what} is not installed`, `install ${what}, or put it on the PATH`]
      return [`${what} is ${detail}, and ${need.version} is needed`, `install a newer ${what}`]
    case 'command':
      return [`not so: ${need.why}`, `see for yourself: ${need.run}${said}`]
    case 'image': {
      const platform = need.platform === undefined ? '' : ` for ${need.platform}`
      const option = need.platform === undefined ? '' : `--platform ${need.platform} `
      return [`${what} is not here${platform}`, `docker pull ${option}${need.name}`]
    }
    case 'port':
      if (detail === 'EACCES') return [`${what} is not for this user`, 'take one above 1023']
      return [`${what} is taken`, `end what listens there: lsof -i :${need.port}`]
    case 'host':
      return [`${what} cannot be reached${said}`, 'see whether it runs, and the network']
    case 'engine':
      if (detail !== undefined && /permission denied/i.test(detail))
        return [
          'the Docker engine does not let this user in',
          'join the group docker, or use rootless Docker',
        ]
      return [`${what} does not answer`, 'start Docker']
    case 'sudo':
      return ['sudo asks for a password', 'allow the command without one (NOPASSWD in sudoers)']
    case 'ssh':
      return [`${what} does not let us in`, `see for yourself: ssh ${need.host}${said}`]
    default:
      return need satisfies never
  }
}

/**
 * Whether version `found` is at least `wanted`. Compared number by number; a missing one counts as
 * 0.
 */
export function atLeast(found: string, wanted: string): boolean {
  const [a, b] = [found, wanted].map((version) => version.split('.').map(Number))
  const first = b?.findIndex((number, n) => number !== (a?.[n] ?? 0)) ?? -1
  return first === -1 || (a?.[first] ?? 0) > (b?.[first] ?? 0)
}
