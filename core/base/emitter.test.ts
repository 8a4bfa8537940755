import { describe, expect, it, vi } from 'vitest'
import { createEmitter, createLatestEmitter } from './emitter.ts'

describe('createEmitter', () => {
  it('tells every listener everything, in the order in which they began to listen', () => {
    const heard: string[] = []
    const { on, emit } = createEmitter<[name: string, count: number]>()
    on((name, count) => heard.push(`first ${name} ${count}`))
    on((name, count) => heard.push(`second ${name} ${count}`))
    emit('a', 1)
    expect(heard).toEqual(['first a 1', 'second a 1'])
  })

  it('tells nothing to a listener that has stopped, even if it stops twice', () => {
    const hear = vi.fn()
    const { on, emit } = createEmitter()
    const stop = on(hear)
    stop()
    stop()
    emit()
    expect(hear).not.toHaveBeenCalled()
  })

  it('keeps two registrations of one function apart', () => {
    const hear = vi.fn()
    const { on, emit } = createEmitter()
    const stop = on(hear)
    on(hear)
    emit()
    expect(hear).toHaveBeenCalledTimes(2)
    stop()
    emit()
    expect(hear).toHaveBeenCalledTimes(3)
  })

  it('tells nothing more to a listener that another one stops while both are being told', () => {
    const hear = vi.fn()
    const { on, emit } = createEmitter()
    on(() => stop())
    const stop = on(hear)
    emit()
    expect(hear).not.toHaveBeenCalled()
  })

  it('tells a listener that begins during an emit the next value, not this one', () => {
    const hear = vi.fn()
    const { on, emit } = createEmitter<[number]>()
    const stopFirst = on(() => {
      stopFirst()
      on(hear)
    })
    emit(1)
    expect(hear).not.toHaveBeenCalled()
    emit(2)
    expect(hear.mock.calls).toEqual([[2]])
  })
})

describe('createLatestEmitter', () => {
  it('tells a new listener the last value at once', () => {
    const hear = vi.fn()
    const { on, emit } = createLatestEmitter<[string]>()
    emit('one')
    emit('two')
    on(hear)
    emit('three')
    expect(hear.mock.calls).toEqual([['two'], ['three']])
  })

  it('tells a new listener nothing before anything was said', () => {
    const hear = vi.fn()
    createLatestEmitter<[string]>().on(hear)
    expect(hear).not.toHaveBeenCalled()
  })

  it('remembers values that count as false', () => {
    const hear = vi.fn()
    const { on, emit } = createLatestEmitter<[string | null]>()
    emit(null)
    on(hear)
    expect(hear.mock.calls).toEqual([[null]])
  })
})
