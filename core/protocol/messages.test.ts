

it.each(['constructor', 'prototype', 'valueof'])(
  'a demo, a step and a pane named %s travel, which every object knows',
  (name) => {
    const pane = { mode: 'live', cause: 'none', phase: 'idle' } as const
    const demos = { [name]: { step: 0, at: 'ready', panes: { [name]: pane } } as const }
    const next = { kind: 'step', demo: name, step: name } as const
    const told = { type: 'position', position: { ...position, deck: name, demos, next } } as const
    expect(decodeClient(encode(told as never))).toEqual(told)
    const live = { type: 'live', live: { [name]: { ok: true } } } as const
    expect(decodeServer(encode(live))).toEqual(live)
  },
)
