import { defined } from '../../core/base/defined.ts'
import { stepVerdict } from '../../core/rehearsal/report.ts'
import type { DemoReport, NotRun } from '../../core/rehearsal/report.ts'
import { reason } from '../../server/base/result.ts'
import { systemClock } from '../../server/base/system-clock.ts'
import { scriptHash } from '../../server/files/folder-hash.ts'
import { openRehearsalFolder } from '../../server/rehearsal/cast-folder.ts'
import { rehearseDemo } from '../../server/rehearsal/rehearse-demo.ts'
import { secretsOf } from '../../server/terminal/process/secret-values.ts'
import { toolVersions } from '../../server/terminal/process/tool-versions.ts'
import { hasChanged } from '../../server/trust/trust.ts'
import { refusalOf } from '../../server/trust/why-untrusted.ts'
import { updateTake } from '../../server/rehearsal/update-take.ts'
import type { DemoRunner } from '../shared/demo-runner.ts'
import type { findDemo, Workspace } from '../shared/workspace.ts'
import { complain, progress } from '../shared/output.ts'

type Named = NonNullable<ReturnType<typeof findDemo>>

export interface RehearseDemoOptions {
  readonly update: boolean
  readonly platform: string
  readonly stop: AbortSignal
  /** The folder to record in. A recording that differs from the take is kept there. */
  readonly state: string
}

/** Records a demo beside its take, compares the two, and with `update` brings the take up to date. */
export async function rehearse(
  workspace: Workspace,
  demoRunner: DemoRunner,
  { found, demo }: Named,
  { update, platform, stop, state }: RehearseDemoOptions,
): Promise<DemoReport> {
  const { name } = demo
  if (!workspace.trust.isTrusted(found))
    return notRun('untrusted', refusalOf(found, workspace.trust))
  const look = (begun: boolean) =>
    workspace.trust[begun ? 'holds' : 'isTrusted'](found) ? null : hasChanged(name)
  const date = Date.now()
  const script = scriptHash(found.folder)
  const tools = await toolVersions(demo, found.folder)
  const rehearsal = openRehearsalFolder(state, found, date)
  for (const left of rehearsal.left)
    complain(`${name}: an earlier rehearsal was cut off; what it recorded is in ${left}`)
  try {
    const rehearsed = await rehearseDemo({
      demo,
      folder: found.folder,
      into: rehearsal.folder,
      date,
      tools,
      script,
      stop,
      complain,
      openRuntime: (opened) => demoRunner.createRuntime(found, demo, { opened, look }),
      clock: systemClock,
      secrets: secretsOf(demo, process.env),
      // With `update` the recording may become the take, in which text is typed as a person types.
      hurried: !update,
      begins: (step) => progress(`  ${step}`),
    })
    if (stop.aborted) {
      complain(
        `${name}: stopped; the take is as it was, what was recorded is in ${rehearsal.folder}`,
      )
      return { ...rehearsed.report, kept: rehearsal.folder }
    }
    const { report } = rehearsed
    const facts = {
      version: 1 as const,
      platform,
      tools,
      script,
      recorded: new Date(date).toISOString(),
    }
    const updated = update
      ? updateTake({ demo, folder: found.folder, from: rehearsal.folder, rehearsed, facts })
      : null
    const bad = report.steps.some((step) => !['same', 'benign'].includes(stepVerdict(step)))
    const ran = report.steps.some(({ panes }) => panes.some((one) => one.found.type !== 'not-run'))
    const kept = rehearsal.end(
      bad && ran && !(updated && 'steps' in updated && updated.steps.length > 0),
    )
    return {
      ...report,
      ...defined({ kept }),
      ...(updated &&
        ('steps' in updated ? { updated: updated.steps } : { notUpdated: updated.why })),
    }
  } catch (error) {
    complain(`${name}: what was recorded is in ${rehearsal.folder}`)
    return notRun('setup', reason(error))
  }

  function notRun(cause: NotRun, why: string): DemoReport {
    const steps = demo.steps.map(({ id, optional, parts }) => ({
      step: id,
      optional,
      panes: [...parts.keys()].map((pane) => ({
        pane,
        found: { type: 'not-run', cause, why } as const,
      })),
    }))
    return { demo: name, steps, stale: false }
  }
}
