import type { PaneId } from '../../../core/demo/model.ts'
import type { Emit, Snapshot, Stop } from '../../../core/base/event.ts'
import { createAcks } from '../../../core/protocol/flow-control.ts'
import type { BinaryFrame } from '../../../core/protocol/binary-frame.ts'
import type { ClientMessage } from '../../../core/protocol/messages.ts'

interface Channel {
  readonly demo: string
  readonly pane: PaneId
  readonly emit: Emit
  /** Takes how many bytes were parsed, and returns how many are to be acknowledged now. */
  acks: (parsed: number) => number
}

/** The terminals that this page shows: one channel for each attached view. */
export function createChannels(send: (message: ClientMessage) => void) {
  const channels = new Map<number, Channel>()
  let last = 0

  function ask(id: number, { demo, pane }: Channel): void {
    send({ type: 'attach', channel: id, demo, pane })
  }
  return {
    attach(demo: string, pane: PaneId, emit: Emit): Stop {
      // A number is not reused soon, so that a late frame of a channel that was left reaches nobody.
      do last = (last + 1) % 0x10000
      while (channels.has(last))
      const id = last
      const channel = { demo, pane, emit, acks: createAcks() }
      channels.set(id, channel)
      ask(id, channel)
      return () => {
        if (channels.delete(id)) send({ type: 'detach', channel: id })
      }
    },
    reattach(): void {
      channels.forEach((channel, id) => ask(id, channel))
    },
    deliver({ channel: id, bytes }: BinaryFrame): void {
      const channel = channels.get(id)
      channel?.emit({ type: 'output', at: 0, data: bytes }, () => {
        const due = channel.acks(bytes.length)
        if (due > 0) send({ type: 'ack', channel: id, bytes: due })
      })
    },
    /** Calls back when every view has drawn what it was given until now; at once without a view. */
    drawn(then: () => void): void {
      let waiting = channels.size
      if (waiting === 0) return then()
      const nothing = new Uint8Array(0)
      const one = () => {
        if (--waiting === 0) then()
      }
      channels.forEach(({ emit }) => emit({ type: 'output', at: 0, data: nothing }, one))
    },
    reset(id: number, snapshot: Snapshot): void {
      const channel = channels.get(id)
      if (!channel) return
      channel.acks = createAcks()
      channel.emit({ type: 'reset', snapshot })
    },
    exit(id: number, status: number): void {
      channels.get(id)?.emit({ type: 'exit', at: 0, status })
    },
  }
}
