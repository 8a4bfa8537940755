import type { Next } from '../../core/protocol/position.ts'
import type { PressAction } from '../../core/protocol/messages.ts'
import type { Stage } from '../stage/stage.ts'

/** Why a press from elsewhere would do nothing here, for people; null where it does something. */
export function refusal(
  action: PressAction,
  at: {
    readonly next: Next
    readonly stage: Pick<Stage, 'unskippable'> | undefined
    readonly bounced: boolean
  },
): string | null {
  if (action === 'next') {
    if (at.next.kind === 'busy') return 'the step is running'
    if (at.next.kind === 'end') return 'that was the last slide'
    return at.bounced ? 'too soon after the press before' : null
  }
  if (action === 'back') return null
  if (!at.stage) return 'there is no demo on this slide'
  return action === 'skip' ? at.stage.unskippable : null
}
