import { join, resolve } from 'node:path'
import type { Clock } from '../../core/base/clock.ts'
import { defined } from '../../core/base/defined.ts'
import type { Demo, Pane } from '../../core/demo/model.ts'
import type { Attempt } from '../base/result.ts'
import type { Environment } from '../terminal/process/environment.ts'
import type { Run } from '../terminal/process/run-registry.ts'
import { createShell } from '../terminal/shell/command.ts'
import { openSession } from '../terminal/session/session.ts'
import type { Session } from '../terminal/session/session.ts'

interface ShellOptions {
  readonly demo: Demo
  /** The demo's folder, below which its panes begin. */
  readonly folder: string
  readonly run: Run
  readonly clock: Clock
  readonly redact?: readonly string[]
  readonly complain: (what: string) => void
  /** The environment of the shell, with what the pane adds to the demo's. */
  readonly env: (layer: Pane['env']) => Environment
}

/** Starts the shell of a pane, in the folder and with the variables that its demo declares. */
export function startShell(pane: Pane, options: ShellOptions): Attempt<Session> {
  const { demo, folder, run, clock, complain, redact = [] } = options
  const remote = { ...defined({ cwd: pane.cwd }), env: pane.env }
  const shell = createShell({
    shell: pane.shell,
    folder: run.folder,
    declared: { ...demo.env, ...pane.env },
    ...(pane.ssh !== undefined && { ssh: pane.ssh, remote }),
  })
  if (!shell.ok) return shell
  return openSession({
    id: join(demo.name, pane.id),
    shell: shell.value,
    env: options.env(pane.env),
    // The working directory of a remote shell is made there.
    cwd: pane.ssh === undefined ? resolve(folder, pane.cwd ?? '.') : folder,
    size: demo.size,
    clock,
    complain,
    redact,
  })
}
