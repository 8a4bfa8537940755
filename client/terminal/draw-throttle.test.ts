import { expect, test } from 'vitest'
import { createDrawThrottle } from './draw-throttle.ts'

const BLOCK = 64 * 1024

/** A terminal that parses when told to, and the frames of its page. */
function stage() {
  const said: string[] = []
  const frames: (() => void)[] = []
  const asked: (() => void)[] = []
  const modes = { synchronizedOutputMode: false }
  const term = {
    modes,
    write(text: string, parsed: () => void) {
      said.push(text.endsWith('h') ? 'hold' : 'draw')
      asked.push(() => {
        modes.synchronizedOutputMode = text.endsWith('h')
        parsed()
      })
    },
  }
  const flood = createDrawThrottle(term, (frame) => frames.push(frame))
  /** What a frame leads to; the terminal has parsed it before the next one, unless it is `late`. */
  const frame = ({ late = false } = {}) => {
    for (const one of frames.splice(0)) one()
    if (!late) parse()
    return said.splice(0)
  }
  const parse = () => {
    for (const one of asked.splice(0)) one()
  }
  const give = (bytes: number) => {
    flood.given(bytes)
    flood.parsed(bytes)
  }
  return { flood, frame, frames, give, modes, parse, said }
}

test('a flood is drawn in every third frame', () => {
  const { frame, give } = stage()
  const drawn = Array.from({ length: 6 }, () => {
    give(BLOCK)
    return frame()
  })
  expect(drawn).toEqual([['hold'], [], ['draw'], ['hold'], [], ['draw']])
})

test('output at the pace of a person or a program is never held', () => {
  const { frame, frames, give } = stage()
  for (let n = 0; n < 100; n++) {
    give(1_000)
    expect(frame()).toEqual([])
  }
  expect(frame()).toEqual([])
  expect(frames, 'and no frame is asked for when nothing comes').toEqual([])
})

test('the prompt after a flood is drawn as soon as it is parsed', () => {
  const { frame, give, said } = stage()
  give(BLOCK)
  expect(frame()).toEqual(['hold'])
  give(20)
  expect(said.splice(0)).toEqual(['draw'])
})

test('a flood that stops short is drawn in the next frame', () => {
  const { frame, frames, give } = stage()
  give(BLOCK)
  expect(frame()).toEqual(['hold'])
  expect(frame()).toEqual(['draw'])
  expect(frame()).toEqual([])
  expect(frames).toEqual([])
})

test('frames are left out, however late the terminal parses the request', () => {
  const { frame, give, modes, parse } = stage()
  give(BLOCK)
  expect(frame({ late: true })).toEqual(['hold'])
  give(BLOCK)
  expect(frame({ late: true })).toEqual([])
  parse()
  expect(modes.synchronizedOutputMode).toBe(true)
  give(BLOCK)
  expect(frame()).toEqual([])
  give(BLOCK)
  expect(frame()).toEqual(['draw'])
})

test('a program that holds its own drawing is left alone', () => {
  const { frame, give, modes } = stage()
  modes.synchronizedOutputMode = true
  give(BLOCK)
  expect(frame()).toEqual([])
  give(20)
  expect(frame()).toEqual([])
  expect(modes.synchronizedOutputMode).toBe(true)
})

test('a view that is taken down asks for no more frames', () => {
  const { flood, frame, frames, said } = stage()
  flood.given(BLOCK)
  flood.stop()
  frame()
  expect(frames).toEqual([])
  expect(said).toEqual([])
})
