import { defined } from '../base/defined.ts'
import type { Ms, Size } from '../base/event.ts'

export type PaneId = string
export type StepId = string

/** A regular expression that survives JSON: `/source/flags`. */
export interface Pattern {
  readonly source: string
  readonly flags: string
  /** Its place in the author's file: `demo.yaml:7:13`. Absent in a pattern that no author wrote. */
  readonly at?: string
}

/** The pattern in a form that its author recognises: `/^(a+)+$/ (demo.yaml:7:13)`. */
export function patternName({ source, flags, at }: Pattern): string {
  return `/${source}/${flags}${at === undefined ? '' : ` (${at})`}`
}

/**
 * What a wait ends with: that the shell reports the end of the command (`prompt`), that it can take
 * another line of the same command (`line`: a prompt or a continuation prompt), or a pattern in the
 * output since the cue before the last key.
 */
export type WaitFor = 'prompt' | 'line' | Pattern

/** One instruction inside a step. */
export type Cue =
  | { readonly type: 'type'; readonly text: string }
  | { readonly type: 'key'; readonly key: string }
  | { readonly type: 'wait'; readonly for: WaitFor }
  | { readonly type: 'pause'; readonly for: Ms }

/**
 * Where a part begins or ends that does not do so at the shell's prompt. `program`: in the program that it
 * leaves running, or that the part before it in this pane did. `open`: nothing was waited for after the last
 * key, so the script does not say whether something still runs.
 */
export type Inside = 'program' | 'open'

/** The part of one pane in a step. */
export interface Part {
  readonly cues: readonly Cue[]
  /** Absent: the part begins at the prompt. */
  readonly inside?: Inside
  /** Absent: the part ends at the prompt. */
  readonly leaves?: Inside
  /** The program runs on after this part, whose last wait fails at once if it ends before. */
  readonly runsOn?: boolean
  /** Matched on the step's output as text, without escape sequences. */
  readonly expect?: Pattern
  /** The exit statuses that count as success; empty: any, the status is not judged. */
  readonly exit: readonly number[]
}

export interface Step {
  readonly id: StepId
  readonly caption?: string
  /** In the order of the demo's panes; a pane without a part rests in this step. */
  readonly parts: ReadonlyMap<PaneId, Part>
  /** A step that takes longer has failed. Absent: see `patienceOf`. */
  readonly patience?: Ms
  readonly onFail: 'replay' | 'hold'
  /** A shell command that brings the machine into the state in which the next live step begins. */
  readonly rejoin?: string
  readonly optional: boolean
  /** The requirements of this step in addition to those of the demo. */
  readonly requires: readonly Requirement[]
}

export interface Pane {
  readonly id: PaneId
  readonly shell: 'bash' | 'zsh' | 'fish'
  /** The working directory: relative to the demo's folder, or absolute. */
  readonly cwd?: string
  readonly env: Readonly<Record<string, string>>
  readonly ssh?: string
}

/** A condition for a live step. */
export type Requirement =
  /** The binary is on the PATH; `version`: the least version. */
  | { readonly type: 'binary'; readonly name: string; readonly version?: string }
  /** The command succeeds. `why`: what its success shows, for people. */
  | { readonly type: 'command'; readonly run: string; readonly why: string }
  /**
   * The image is in the Docker engine, or in a registry on this machine; for `platform` if it is
   * named.
   */
  | { readonly type: 'image'; readonly name: string; readonly platform?: string }
  /** The port is free on loopback before the setup has run. */
  | { readonly type: 'port'; readonly port: number }
  /** The host takes connections. */
  | { readonly type: 'host'; readonly name: string; readonly port: number }

/** `demos/<name>/demo.yaml` in its normal form: short forms have been expanded. */
export interface Demo {
  readonly name: string
  readonly title: string
  readonly size: Size
  /** It only replays and names no size, so its recording says how large it is. */
  readonly isAsLargeAsTake?: true
  /** False: the demo has a take and nothing to run (`cuecast import`). */
  readonly live: boolean
  readonly requires: readonly Requirement[]
  /** A file beside demo.yaml, run with the demo's folder as working directory. */
  readonly setup?: string
  readonly teardown?: string
  /**
   * Plain paths in the demo's folder that setup and steps make. No approval covers them, and they
   * are no part of the script.
   */
  readonly made?: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly mask: readonly Pattern[]
  /** Literal secrets, or `$NAME` for the value of an environment variable. */
  readonly redact: readonly string[]
  readonly panes: readonly Pane[]
  readonly steps: readonly Step[]
}

/** The requirements of the demo as a whole and of its steps. */
export function requirementsOf(demo: Demo): readonly Requirement[] {
  return [...demo.requires, ...demo.steps.flatMap((step) => step.requires)]
}

/** The names of the binaries among these, each once. */
export function binariesOf(needs: readonly Requirement[]): readonly string[] {
  return [...new Set(needs.flatMap((need) => (need.type === 'binary' ? need.name : [])))]
}

/**
 * The part of a demo that a browser gets: names and texts, but never commands, paths or
 * environment.
 */
export interface PublicDemo {
  readonly name: string
  readonly title: string
  readonly size: Size
  readonly live: boolean
  readonly panes: readonly PaneId[]
  readonly steps: readonly PublicStep[]
}

export interface PublicStep {
  readonly id: StepId
  readonly caption?: string
  readonly panes: readonly PaneId[]
  /** Those of its panes that are live only right after the step that left their program running. */
  readonly inside?: readonly PaneId[]
  /** Those of its panes whose program runs on. */
  readonly leaves?: readonly PaneId[]
  /** Those of its panes whose command is supposed to fail. */
  readonly failing?: readonly PaneId[]
  readonly onFail: 'replay' | 'hold'
  readonly rejoin: boolean
  readonly optional: boolean
}

/** Whether the command of this pane is supposed to fail in this step. */
export const isFailing = (step: Pick<PublicStep, 'failing'> | undefined, pane: PaneId) =>
  step?.failing?.includes(pane) === true

/** The panes of this step for whose part this holds; undefined for none. */
function panesWhere(
  { parts }: Step,
  holds: (part: Part) => boolean,
): readonly PaneId[] | undefined {
  const panes = [...parts].flatMap(([pane, part]) => (holds(part) ? pane : []))
  return panes.length > 0 ? panes : undefined
}

export function publicDemo(demo: Demo): PublicDemo {
  return {
    name: demo.name,
    title: demo.title,
    size: demo.size,
    live: demo.live,
    panes: demo.panes.map((pane) => pane.id),
    steps: demo.steps.map((step) => ({
      id: step.id,
      ...defined({
        caption: step.caption,
        inside: panesWhere(step, (part) => part.inside !== undefined),
        leaves: panesWhere(step, (part) => part.leaves !== undefined),
        failing: panesWhere(step, (part) => part.exit.some((status) => status !== 0)),
      }),
      panes: [...step.parts.keys()],
      onFail: step.onFail,
      rejoin: step.rejoin !== undefined,
      optional: step.optional,
    })),
  }
}

/**
 * The time that a step may take: as the script says, or 2.5 times as long as recorded, at least 5
 * s.
 */
export function patienceOf(step: Pick<Step, 'patience'>, recorded: Ms | undefined): Ms {
  return step.patience ?? Math.max(5_000, 2.5 * (recorded ?? 0))
}
