import type { PaneTakeJson, SegmentJson, TakeJson } from './bundle.ts'
import { eventOf, lineOf } from './cast-event.ts'
import type { TermEvent } from './event.ts'
import type { PaneTake, Segment, Take } from './take.ts'

/** A take as a page carries it. Event data becomes text: what a cast holds is UTF-8. */
export function encodeTake(take: Take): TakeJson {
  const { recorded, platform, tools, panes } = take
  return {
    ...(recorded === undefined ? {} : { recorded }),
    ...(platform === undefined ? {} : { platform }),
    tools,
    panes: Object.fromEntries([...panes].map(([id, pane]) => [id, encodePane(pane)])),
  }
}

/** The other way. What is not an event of ours is left out. */
export function decodeTake(json: TakeJson): Take {
  return {
    ...json,
    panes: new Map(Object.entries(json.panes).map(([id, p]) => [id, decodePane(p)])),
  }
}

function encodePane({ size, closing, segments }: PaneTake): PaneTakeJson {
  const decoder = new TextDecoder()
  const event = (one: TermEvent): SegmentJson['events'][number] => {
    const at = Math.round(one.at)
    if (one.type === 'output') return [at, 'o', decoder.decode(one.data)]
    const { code, data } = lineOf(one)
    return [at, code, data]
  }
  const json = segments.map(({ events, ...rest }) => ({ ...rest, events: events.map(event) }))
  return { size, closing, segments: json }
}

function decodePane({ size, closing, segments }: PaneTakeJson): PaneTake {
  const decode = (line: SegmentJson['events'][number]): TermEvent[] => {
    const event = eventOf(line, line[0])
    return event === null || typeof event === 'string' ? [] : [event]
  }
  const events = (segment: SegmentJson): Segment => ({
    ...segment,
    events: segment.events.flatMap(decode),
  })
  return { size, closing, segments: segments.map(events) }
}
