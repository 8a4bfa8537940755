/**
 * Runs before each file of unit tests. A unit test that touches a file, a socket, a process or a
 * thread fails, with the name that would make it an integration test. Programs that run the tests,
 * in `node_modules` and in Node itself, are not affected.
 */
import childProcess from 'node:child_process'
import dgram from 'node:dgram'
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import net from 'node:net'
import threads from 'node:worker_threads'

/** The line of a stack trace that names the caller of a refused function. */
const CALLER = 2
const OTHERS = /node_modules|node:|native/

/** Replaces each of these functions of a module or a prototype by a refusal. */
function refuse(what: string, owner: object, names: readonly string[]): void {
  for (const name of names) {
    const original: unknown = Reflect.get(owner, name)
    if (typeof original !== 'function') continue
    const refusal = function (this: unknown, ...args: readonly unknown[]): unknown {
      const caller = new Error().stack?.split('\n')[CALLER] ?? ''
      if (!OTHERS.test(caller))
        throw new Error(
          `${what}.${name}: a unit test touches no file, socket, process or thread; ` +
            'name its file *.io.test.ts and it is an integration test',
        )
      return new.target
        ? Reflect.construct(original, args, new.target)
        : Reflect.apply(original, this, args)
    }
    Reflect.set(owner, name, Object.assign(refusal, original))
  }
}

/** The functions of `fs` that take a path or a descriptor: all but classes and constants. */
const calls = (owner: object) => Object.keys(owner).filter((name) => /^[a-z]/.test(name))

/** The files of unit tests share a thread, in which this has to be done once. */
const DONE = Symbol.for('cuecast: unit tests touch nothing')
if (!Reflect.has(globalThis, DONE)) {
  Reflect.set(globalThis, DONE, true)
  refuse('fs', fs, calls(fs))
  refuse('fs.promises', fs.promises, calls(fs.promises))
  refuse('child_process', childProcess, calls(childProcess))
  refuse('net.Socket', net.Socket.prototype, ['connect'])
  refuse('net.Server', net.Server.prototype, ['listen'])
  refuse('dgram', dgram, ['createSocket'])
  refuse('worker_threads', threads, ['Worker'])
  syncBuiltinESMExports()
}
