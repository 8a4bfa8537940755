import type { ChunkJson, EventJson, PaneTakeJson, SegmentJson, TakeJson } from './bundle.ts'
import { eventOf, lineOf } from './asciicast-event.ts'
import type { TermEvent } from '../base/event.ts'
import type { Chunk, PaneTake, Segment, Take } from './take.ts'
import { defined } from '../base/defined.ts'

/** A take as a page gets it. Event data becomes text, because a cast is UTF-8. */
export function encodeTake(take: Take): TakeJson {
  const { recorded, platform, tools, panes } = take
  return {
    ...defined({ recorded, platform }),
    tools,
    panes: Object.fromEntries([...panes].map(([id, pane]) => [id, encodePane(pane)])),
  }
}

/** The inverse of `encodeTake`. Events in an unknown form are left out. */
export function decodeTake(json: TakeJson): Take {
  return {
    ...json,
    panes: new Map(Object.entries(json.panes).map(([id, p]) => [id, decodePane(p)])),
  }
}

function encodePane({ size, closing, segments }: PaneTake): PaneTakeJson {
  const encode = encoder()
  const json = segments.map(({ events, ...rest }) => ({ ...rest, events: events.map(encode) }))
  return { size, closing, segments: json }
}

function decodePane({ size, closing, segments }: PaneTakeJson): PaneTake {
  const events = (segment: SegmentJson): Segment => ({
    ...segment,
    events: segment.events.flatMap(decode),
  })
  return { size, closing, segments: segments.map(events) }
}

export function encodeChunk({ first, keyframe, events }: Chunk): ChunkJson {
  return { first, keyframe, events: events.map(encoder()) }
}

export function decodeChunk({ first, keyframe, events }: ChunkJson): Chunk {
  return { first, keyframe, events: events.flatMap(decode) }
}

function encoder(): (event: TermEvent) => EventJson {
  // A byte order mark in the middle of a stream is a character like any other.
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  return (one) => {
    const at = Math.round(one.at)
    if (one.type === 'output') return [at, 'o', decoder.decode(one.data)]
    const { code, data } = lineOf(one)
    return [at, code, data]
  }
}

function decode(line: EventJson): TermEvent[] {
  const event = eventOf(line, line[0])
  return event === null || 'fault' in event ? [] : [event]
}
