import type { Clock } from '../../core/base/clock.ts'
import type { Pane, PaneId } from '../../core/demo/model.ts'
import type { Ms, Stop } from '../../core/base/event.ts'
import type { Port } from '../../core/terminal/port.ts'
import { plain, type Attempt } from '../base/result.ts'
import { becomesReady, interruptToPrompt } from '../terminal/session/prompt.ts'
import { startFiles } from '../terminal/shell/command.ts'

/** A terminal that can be ended. */
export interface Terminal extends Port {
  close(): Promise<void>
  /** True once the shell has ended. */
  ended(): boolean
  /** True while the shell itself has the terminal, and no program that it runs. */
  shellReads(): boolean
}

/** The shells of a demo, one for each pane at most. */
export interface PaneShells<T extends Terminal> {
  get(pane: PaneId): T | undefined
  /** A shell at its prompt, for a step. What an earlier step left running in it is ended. */
  forStep(pane: Pane): Promise<Attempt<T>>
  /** Whether somebody typed into this shell by hand after its last step. */
  isTypedInto(terminal: T): boolean
  /** A shell for somebody to type into: the existing one or a fresh one. Interrupts nothing. */
  forTyping(pane: Pane): Promise<Attempt<void>>
  /**
   * The shell that somebody types into; undefined if there is none. The next step does not end what
   * was started by hand.
   */
  typedInto(pane: PaneId): T | undefined
  /** Ends what still runs in a shell, and the shell itself if that does not end. */
  quiet(pane: PaneId, terminal: T): Promise<void>
  /** Called with every shell that has shown its first prompt; see `DemoRuntime.onTerminal`. */
  onTerminal(pane: PaneId, hear: (terminal: T) => void): Stop
  /** Ends all shells; the next call for one opens it anew. */
  end(): Promise<void>
}

/** Ctrl-L, with which the line editors of all shells clear the screen and draw their prompt again. */
const CLEAR = '\f'

/** The reason why a step cannot begin in a terminal, as the badge shows it. */
const OCCUPIED = 'what was begun by hand still runs: R for a fresh shell'
/** A new shell gets this long to show its prompt; slow laptops and ssh need seconds. */
const START: Ms = 10_000

export function createPaneShells<T extends Terminal>(
  open: (pane: Pane) => Promise<Attempt<T>>,
  clock: Clock,
): PaneShells<T> {
  const terminals = new Map<PaneId, T>()
  const listeners = new Map<PaneId, Set<(terminal: T) => void>>()
  const presentable = new WeakSet<T>()
  /** Shells that are being opened: a step and a person who want one at once get the same. */
  const opening = new Map<PaneId, Promise<Attempt<T>>>()
  /** Shells in which somebody typed after their last step. */
  const typedByHand = new WeakSet<T>()

  function fresh(pane: Pane): Promise<Attempt<T>> {
    const underway = opening.get(pane.id)
    if (underway) return underway
    const opened = start(pane).finally(() => opening.delete(pane.id))
    opening.set(pane.id, opened)
    return opened
  }
  async function start(pane: Pane): Promise<Attempt<T>> {
    const opened = await open(pane)
    if (!opened.ok) return opened
    terminals.set(pane.id, opened.value)
    const stands = await becomesReady(opened.value, clock, START)
    presentable.add(opened.value)
    if (terminals.get(pane.id) === opened.value)
      listeners.get(pane.id)?.forEach((hear) => hear(opened.value))
    if (stands) return opened
    const why = opened.value.ended()
      ? 'the shell ended before its first prompt'
      : 'the shell did not come to its prompt'
    return { ok: false, why: `${why}; ${startFiles(pane)}` }
  }

  return {
    get: (pane) => terminals.get(pane),
    async forStep(pane) {
      // A shell that still starts runs nothing that could be interrupted, and Ctrl-C could end it.
      if (opening.has(pane.id)) return fresh(pane)
      const there = terminals.get(pane.id)
      if (there && !there.ended()) {
        if (await interruptToPrompt(there, clock)) {
          typedByHand.delete(there)
          return { ok: true, value: there }
        }
        // The program may be an editor with an hour's work in it.
        if (typedByHand.has(there)) return { ok: false, why: OCCUPIED }
      }
      await there?.close()
      return fresh(pane)
    },
    isTypedInto: (terminal) => typedByHand.has(terminal),
    async forTyping(pane) {
      const there = terminals.get(pane.id)
      if (there?.ended()) await there.close()
      else if (there && !opening.has(pane.id)) return { ok: true, value: undefined }
      return plain(await fresh(pane))
    },
    typedInto(pane) {
      const there = terminals.get(pane)
      if (!there || there.ended()) return undefined
      typedByHand.add(there)
      return there
    },
    async quiet(pane, terminal) {
      if (terminal.ended() || terminal.ready()) return
      // When the pane is live again, the room must not see what was broken off.
      if (await interruptToPrompt(terminal, clock)) return terminal.write(CLEAR)
      if (terminals.get(pane) === terminal) terminals.delete(pane)
      await terminal.close()
    },
    onTerminal(pane, hear) {
      const set = listeners.get(pane) ?? new Set()
      listeners.set(pane, set.add(hear))
      const there = terminals.get(pane)
      if (there && presentable.has(there)) hear(there)
      return () => void set.delete(hear)
    },
    async end() {
      const all = [...terminals.values()]
      terminals.clear()
      await Promise.all(all.map((terminal) => terminal.close()))
    },
  }
}
