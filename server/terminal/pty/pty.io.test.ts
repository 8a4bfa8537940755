import { createHash, randomBytes } from 'node:crypto'
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { environment } from '../process/environment.ts'
import { processes } from '../process/table.ts'
import { spawnPty, type Pty } from './pty.ts'

const folder = mkdtempSync(join(tmpdir(), 'cuecast-pty-'))
afterAll(() => {
  rmSync(folder, { recursive: true })
})
const linux = process.platform === 'linux'
const size = { cols: 80, rows: 24 }
let count = 0

interface Run {
  readonly pty: Pty
  /** All output so far. */
  output(): Buffer
  until(pattern: RegExp): Promise<void>
  readonly end: Promise<{ status: number; signal: number | undefined }>
}

function start(script: string, mark = `test-${process.pid}.${++count}`): Run {
  const chunks: Uint8Array[] = []
  const waiting = new Set<() => void>()
  let ended: (end: { status: number; signal: number | undefined }) => void
  const end = new Promise<{ status: number; signal: number | undefined }>((r) => (ended = r))
  const started = spawnPty(
    { file: 'bash', args: ['-c', script], env: environment({ mark }), cwd: folder, size },
    {
      data(bytes) {
        chunks.push(bytes.slice())
        for (const look of waiting) look()
      },
      exit(status, signal) {
        ended({ status, signal })
      },
    },
  )
  if (!started.ok) throw new Error(started.why)
  const output = () => Buffer.concat(chunks)
  return {
    pty: started.value,
    output,
    end,
    until: (pattern) =>
      new Promise((resolve) => {
        const look = () => {
          if (!pattern.test(output().toString())) return
          waiting.delete(look)
          resolve()
        }
        waiting.add(look)
        look()
      }),
  }
}

const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
function fixture(bytes: number) {
  const file = join(folder, `${bytes}.txt`)
  // The content is hexadecimal and has no line ends, so that the terminal changes nothing.
  const content = randomBytes(bytes / 2).toString('hex')
  writeFileSync(file, content)
  return { file, digest: hash(Buffer.from(content)) }
}
const openTerminals = () =>
  readdirSync('/proc/self/fd').filter((fd) => {
    try {
      return /ptmx|pts/.test(readlinkSync(`/proc/self/fd/${fd}`))
    } catch {
      return false
    }
  }).length

describe('nothing is lost at the end', () => {
  test.each([8_192, 200_000])(
    'of a command that prints %i bytes and exits, 100 times',
    async (n) => {
      const { file, digest } = fixture(n)
      for (let i = 0; i < 100; i++) {
        const run = start(`cat ${file}`)
        expect(await run.end).toEqual({ status: 0, signal: undefined })
        expect(hash(run.output())).toBe(digest)
      }
    },
  )

  test('of a command that exits while reading is paused', async () => {
    for (let i = 0; i < 20; i++) {
      const run = start(`read -r; printf '%03000d' 7; exit 3`)
      run.pty.pause()
      run.pty.write('\r')
      expect((await run.end).status).toBe(3)
      expect(run.output().toString().replace('\r\n', '')).toBe('7'.padStart(3000, '0'))
    }
  })

  test('when a process in the background goes on writing', async () => {
    const run = start(`echo before; (trap '' HUP; while :; do echo more; done) & exit 4`)
    expect((await run.end).status).toBe(4)
    expect(run.output().toString()).toContain('before')
    expect(run.output().toString()).not.toContain('7337')
    await run.pty.kill()
  })

  test('when the terminal was left in a strange state', async () => {
    const run = start(`stty olcuc -opost; printf 'done'`)
    await run.end
    expect(run.output().toString()).toBe('done')
  })
})

describe('the end', () => {
  test('tells the exit status, and 128 + n after a signal', async () => {
    expect(await start('exit 42').end).toEqual({ status: 42, signal: undefined })
    expect(await start('kill -TERM $$').end).toEqual({ status: 143, signal: 15 })
  })

  test.runIf(linux)('leaves no descriptor and no zombie', async () => {
    const before = openTerminals()
    for (let i = 0; i < 20; i++) await start('echo x').end
    for (let i = 0; i < 5; i++) {
      const run = start('sleep 1000')
      await run.pty.kill()
      await run.pty.kill()
    }
    // Node closes a stream's descriptor in the turn after it is destroyed.
    await new Promise(setImmediate)
    expect(openTerminals()).toBe(before)
    const zombies = readdirSync('/proc').filter((pid) => {
      if (!/^\d+$/.test(pid)) return false
      try {
        const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
        const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
        return state === 'Z' && Number(parent) === process.pid
      } catch {
        return false
      }
    })
    expect(zombies).toEqual([])
  })
})

describe('kill', () => {
  const alive = (mark: string) => processes().filter((p) => p.mark === mark)

  test('ends a child that ignores hang-up and terminate, within 4 s', async () => {
    const mark = `test-${process.pid}.stubborn`
    const run = start(`trap '' HUP TERM; echo up; while :; do sleep 0.05; done`, mark)
    await run.until(/up/)
    const begun = performance.now()
    await run.pty.kill()
    expect(performance.now() - begun).toBeLessThan(4_000)
    expect((await run.end).status).toBe(137)
    expect(alive(mark)).toEqual([])
  })

  test.runIf(linux)('ends a grandchild in a session of its own, even after the child', async () => {
    const mark = `test-${process.pid}.setsid`
    const run = start(
      `setsid bash -c 'trap "" HUP TERM; echo in; while :; do sleep 0.05; done' & wait`,
      mark,
    )
    await run.until(/in/)
    process.kill(run.pty.pid, 'SIGKILL')
    await run.end
    expect(alive(mark).length).toBeGreaterThan(0)
    await run.pty.kill()
    expect(alive(mark)).toEqual([])
  })
})

test('input longer than the kernel takes at once arrives complete and in order', async () => {
  const run = start(`stty raw -echo; echo up; head -c 300000 | sha256sum; exit 0`)
  await run.until(/up/)
  const text = randomBytes(150_000).toString('hex')
  expect(run.pty.write(text)).toBe(true)
  await run.end
  expect(run.output().toString()).toContain(hash(Buffer.from(text)))
})

test('input beyond the bound is refused, not lost, if the child does not read', async () => {
  const run = start('stty raw -echo; echo up; sleep 1000')
  await run.until(/up/)
  expect(run.pty.write('x'.repeat(1024 * 1024))).toBe(true)
  expect(run.pty.write('x'.repeat(1024 * 1024))).toBe(false)
  await run.pty.kill()
  expect(run.pty.write('late')).toBe(true)
})

test('a new size reaches the child', async () => {
  const run = start(`trap 'stty size; exit' WINCH; echo up; while :; do sleep 0.05; done`)
  await run.until(/up/)
  run.pty.resize({ cols: 100, rows: 30 })
  await run.end
  expect(run.output().toString()).toContain('30 100')
  run.pty.resize(size)
})

describe('the error of a start names', () => {
  const events = { data() {}, exit() {} }
  const base = { args: [], env: environment({ mark: 'test' }), cwd: folder, size }
  test('a missing program', () => {
    const started = spawnPty({ ...base, file: 'no-such-shell' }, events)
    expect(started).toEqual({ ok: false, why: 'no-such-shell is not installed' })
  })
  test('a missing folder', () => {
    const started = spawnPty({ ...base, file: 'bash', cwd: join(folder, 'gone') }, events)
    expect(started).toEqual({
      ok: false,
      why: `the working directory ${join(folder, 'gone')} does not exist`,
    })
  })
})

describe('a child inherits', () => {
  test.runIf(linux)('no descriptor but 0, 1 and 2, even with holes in the table', async () => {
    const fds = (run: Run) =>
      readdirSync(`/proc/${run.pty.pid}/fd`)
        .map(Number)
        .sort((a, b) => a - b)
    const runs = Array.from({ length: 30 }, () => start('echo up; exec sleep 1000'))
    await Promise.all(runs.map((run) => run.until(/up/)))
    for (const run of runs.splice(12, 4)) await run.pty.kill()
    const last = start('echo up; exec sleep 1000')
    await last.until(/up/)
    // This is polled, because a program that is being loaded has its libraries open for a moment.
    await expect.poll(() => fds(last), { timeout: 5_000 }).toEqual([0, 1, 2])
    for (const run of runs) await expect.poll(() => fds(run), { timeout: 5_000 }).toEqual([0, 1, 2])
    await Promise.all([last, ...runs].map((run) => run.pty.kill()))
  })

  test('its arguments untouched', async () => {
    const args = [
      '-c',
      `printf '<%s>' "$@"`,
      'name',
      '',
      'a b',
      "'",
      '"',
      '$(id)',
      '*',
      '-n',
      '\\',
      'ü',
    ]
    let text = ''
    await new Promise<void>((resolve) => {
      spawnPty(
        { file: 'bash', args, env: environment({ mark: 'test.argv' }), cwd: folder, size },
        { data: (bytes) => (text += Buffer.from(bytes).toString()), exit: () => resolve() },
      )
    })
    expect(text).toBe(`<><a b><'><"><$(id)><*><-n><\\><ü>`)
  })

  test('no command that its environment smuggles into the launcher', async () => {
    writeFileSync(join(folder, 'env'), 'echo SMUGGLED')
    const env = environment({
      layers: [{ BASH_ENV: join(folder, 'env'), 'BASH_FUNC_exec%%': '() { echo SMUGGLED; }' }],
      mark: 'test.smuggle',
    })
    let text = ''
    await new Promise<void>((resolve) => {
      spawnPty(
        { file: 'echo', args: ['plain'], env, cwd: folder, size },
        { data: (bytes) => (text += Buffer.from(bytes).toString()), exit: () => resolve() },
      )
    })
    expect(text).toBe('plain\r\n')
  })

  test("none of the server's variables", async () => {
    const canaries = [
      'AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN GITHUB_TOKEN GH_TOKEN NPM_TOKEN NODE_OPTIONS',
      'NODE_AUTH_TOKEN SSH_AUTH_SOCK SSH_AGENT_PID GPG_AGENT_INFO BASH_ENV ENV PROMPT_COMMAND',
      'DOCKER_HOST KUBECONFIG LD_PRELOAD PYTHONPATH CUECAST_TOKEN TMUX HISTFILE',
    ].flatMap((line) => line.split(' '))
    expect(canaries).toHaveLength(20)
    const from = {
      ...Object.fromEntries(canaries.map((name) => [name, 'canary'])),
      'BASH_FUNC_ls%%': '() { echo canary; }',
      PATH: process.env['PATH'],
      HOME: folder,
      LANG: 'C.UTF-8',
    }
    const env = environment({ from, layers: [{ LAB: 'lab' }, { LAB: 'pane' }], mark: 'test.env' })
    let text = ''
    await new Promise<void>((resolve) => {
      spawnPty(
        { file: 'env', args: [], env, cwd: folder, size },
        { data: (bytes) => (text += Buffer.from(bytes).toString()), exit: () => resolve() },
      )
    })
    expect(text).not.toContain('canary')
    expect(text).toContain('LAB=pane\r\n')
    const names = text
      .trim()
      .split('\r\n')
      .map((line) => line.split('=')[0])
    // Every bash sets PWD, SHLVL and (not everywhere) _ itself.
    expect(names.filter((name) => name !== '_').sort()).toEqual([
      'CUECAST_RUN',
      'HOME',
      'LAB',
      'LANG',
      'PATH',
      'PWD',
      'SHLVL',
      'TERM',
    ])
  })
})
