import type { PaneTakeJson, SegmentJson, TakeJson } from './bundle.ts'
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
    switch (one.type) {
      case 'output':
        return [at, 'o', decoder.decode(one.data)]
      case 'input':
        return [at, 'i', one.data]
      case 'resize':
        return [at, 'r', `${one.size.cols}x${one.size.rows}`]
      case 'marker':
        return [at, 'm', one.label]
      case 'exit':
        return [at, 'x', String(one.status)]
      default:
        return one satisfies never
    }
  }
  const json = segments.map(({ events, ...rest }) => ({ ...rest, events: events.map(event) }))
  return { size, closing, segments: json }
}

function decodePane({ size, closing, segments }: PaneTakeJson): PaneTake {
  const encoder = new TextEncoder()
  const decode = ([at, code, data]: SegmentJson['events'][number]): TermEvent[] => {
    if (code === 'o') return [{ type: 'output', at, data: encoder.encode(data) }]
    if (code === 'i') return [{ type: 'input', at, data }]
    if (code === 'm') return [{ type: 'marker', at, label: data }]
    if (code === 'x') return [{ type: 'exit', at, status: Number(data) }]
    const [, cols, rows] = /^(\d+)x(\d+)$/.exec(data) ?? []
    if (code !== 'r' || cols === undefined) return []
    return [{ type: 'resize', at, size: { cols: Number(cols), rows: Number(rows) } }]
  }
  const events = (segment: SegmentJson): Segment => ({
    ...segment,
    events: segment.events.flatMap(decode),
  })
  return { size, closing, segments: segments.map(events) }
}
