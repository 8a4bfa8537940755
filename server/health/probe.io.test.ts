import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer as createHttp } from 'node:http'
import { createServer } from 'node:net'
import type { AddressInfo, Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Prerequisite } from '../../core/health/prerequisite.ts'
import { systemClock } from '../base/system-clock.ts'
import { environment } from '../terminal/process/environment.ts'
import { probe } from './probe.ts'

/** A demo's folder, and a PATH on which nothing is but what a test puts there (and a shell's own). */
let folder: string
const stops: (() => void)[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cuecast-probe-'))
  mkdirSync(join(folder, 'path'))
})
afterEach(() => {
  for (const stop of stops.splice(0)) stop()
  rmSync(folder, { recursive: true, force: true })
})
function install(name: string, script: string, where = 'path'): void {
  mkdirSync(join(folder, where), { recursive: true })
  writeFileSync(join(folder, where, name), `#!/bin/sh\n${script}\n`)
  chmodSync(join(folder, where, name), 0o755)
}
const look = (need: Prerequisite, limit = 20_000) => {
  const env = environment({ layers: [{ PATH: `path:/usr/bin:/bin` }], mark: 'probe-test' })
  return probe(need, { folder, env, limit, clock: systemClock })
}
async function listen(server: Server): Promise<number> {
  await new Promise<void>((settle) => server.listen(0, '127.0.0.1', settle))
  stops.push(() => server.close())
  return (server.address() as AddressInfo).port
}

describe('a binary', () => {
  it('is looked for on the PATH of the demo, of which parts may lie in its folder', async () => {
    const need = { type: 'binary', name: 'runc-of-ours' } as const
    expect(await look(need)).toEqual({ at: 'unmet' })
    install('runc-of-ours', 'exit 1')
    expect(await look(need)).toEqual({ at: 'met' })
  })
  it('tells its version, if it has one', async () => {
    const need = { type: 'binary', name: 'tool', version: '1.2' } as const
    install('tool', 'echo tool version 1.10.3')
    expect(await look(need)).toEqual({ at: 'met' })
    install('tool', 'echo tool version 1.1.5')
    expect(await look(need)).toEqual({ at: 'unmet', detail: '1.1.5' })
    install('tool', 'exit 1')
    expect(await look(need)).toEqual({ at: 'unmet', detail: 'of no version that it tells' })
  })
})

describe('a command', () => {
  const need = { type: 'command', run: 'knock', why: 'somebody is there' } as const
  it('succeeds, fails and tells its last line, or hangs and is ended', async () => {
    install('knock', 'exit 0')
    expect(await look(need)).toEqual({ at: 'met' })
    install('knock', 'echo who; echo nobody >&2; exit 3')
    expect(await look(need)).toEqual({ at: 'unmet', detail: 'nobody' })
    install('knock', 'exec sleep 600')
    expect(await look(need, 500)).toEqual({ at: 'late', after: 500 })
  })
})

describe('an image', () => {
  const need = { type: 'image', name: 'lab/x', platform: 'linux/arm64' } as const
  it.each([
    ['is here', 'echo linux/arm64/v8', 'met'],
    ['is not', 'echo Error: no such image >&2; exit 1', 'unmet'],
    // Engines before 28 know one platform for each name.
    [
      'is here, of an old engine',
      'case "$*" in *--platform*) echo unknown flag: --platform; exit 125;; esac; echo linux/arm64',
      'met',
    ],
    [
      'is another one, of an old engine',
      'case "$*" in *--platform*) echo unknown flag: --platform; exit 125;; esac; echo linux/amd64',
      'unmet',
    ],
  ])('%s', async (_, script, at) => {
    install('docker', script)
    expect(await look(need)).toEqual({ at })
  })

  it('may be in a registry of this machine', async () => {
    install('docker', 'exit 1')
    const index = {
      manifests: [{ platform: { os: 'linux', architecture: 'arm64', variant: 'v8' } }],
    }
    const port = await listen(
      createHttp(({ url }, answer) => {
        const bodies: Record<string, unknown> = {
          '/v2/whoami/manifests/latest': index,
          '/v2/single/manifests/1': { config: { digest: 'sha256:c' } },
          '/v2/single/blobs/sha256:c': { os: 'linux', architecture: 's390x' },
        }
        const body = bodies[url ?? '']
        answer.writeHead(body ? 200 : 404, { connection: 'close' }).end(JSON.stringify(body ?? {}))
      }),
    )
    const at = (name: string, platform: string) =>
      look({ type: 'image', name: `127.0.0.1:${port}/${name}`, platform })
    expect(await at('whoami', 'linux/arm64')).toEqual({ at: 'met' })
    expect(await at('whoami', 'linux/s390x')).toEqual({ at: 'unmet' })
    expect(await at('single:1', 'linux/s390x')).toEqual({ at: 'met' })
    expect(await at('other', 'linux/s390x')).toEqual({ at: 'unmet' })
    expect(await look({ type: 'image', name: 'localhost:1/x' })).toEqual({ at: 'unmet' })
  })
})

describe('the network', () => {
  it('a host takes connections, or does not', async () => {
    const server = createServer()
    const port = await listen(server)
    const host = { type: 'host', name: 'localhost', port } as const
    expect(await look({ ...host, name: '127.0.0.1' })).toEqual({ at: 'met' })
    expect(await look({ type: 'port', port })).toEqual({ at: 'unmet', detail: 'EADDRINUSE' })
    await new Promise((settle) => server.close(settle))
    expect(await look(host)).toMatchObject({ at: 'unmet' })
    expect(await look({ type: 'port', port })).toEqual({ at: 'met' })
  })
  it('a port is taken when a program listens on all addresses', async () => {
    const server = createServer()
    await new Promise<void>((settle) => server.listen(0, '0.0.0.0', settle))
    stops.push(() => server.close())
    const { port } = server.address() as AddressInfo
    expect(await look({ type: 'port', port })).toMatchObject({ at: 'unmet' })
  })
})

describe('checks that need a login', () => {
  it('ssh, without a question', async () => {
    const need = { type: 'ssh', host: 'far' } as const
    // An ssh beside the demo belongs to the demo. This one replaces the system's.
    const outside = mkdtempSync(join(tmpdir(), 'cuecast-ssh-'))
    stops.push(() => rmSync(outside, { recursive: true }))
    const ssh = (script: string) => {
      writeFileSync(join(outside, 'ssh'), `#!/bin/sh\n${script}\n`)
      chmodSync(join(outside, 'ssh'), 0o755)
    }
    const env = environment({ layers: [{ PATH: `${outside}:/usr/bin:/bin` }], mark: 'probe-test' })
    const ask = () => probe(need, { folder, env, limit: 20_000, clock: systemClock })
    ssh('echo "$*" > ' + join(folder, 'asked'))
    expect(await ask()).toEqual({ at: 'met' })
    ssh('echo ssh: connect to host far port 22: timed out >&2; exit 255')
    expect(await ask()).toEqual({
      at: 'unmet',
      detail: 'ssh: connect to host far port 22: timed out',
    })
    install('ssh', 'exit 255')
    expect(await look(need)).toEqual({ at: 'met' })
  })
  it('sudo, without a password', async () => {
    install('sudo', 'test "$1" = -n && { echo sudo: a password is required >&2; exit 1; }')
    expect(await look({ type: 'sudo' })).toMatchObject({ at: 'unmet' })
    install('sudo', 'exit 0')
    expect(await look({ type: 'sudo' })).toEqual({ at: 'met' })
  })
  it('the engine', async () => {
    install('docker', 'echo permission denied while trying to connect >&2; exit 1')
    const detail = 'permission denied while trying to connect'
    expect(await look({ type: 'engine' })).toEqual({ at: 'unmet', detail })
  })
})
