import type { Requirement } from '../../core/demo/model.ts'
import { MET } from '../../core/health/prerequisite.ts'
import type { Answer } from '../../core/health/prerequisite.ts'
import type { Surroundings } from './surroundings.ts'
import { runHidden } from '../terminal/process/run-script.ts'

type Image = Extract<Requirement, { type: 'image' }>

/**
 * Is an image, for its platform, in the Docker engine or in the registry on this machine that its name
 * begins with? An image that must be pulled over the venue's network does not count.
 */
export async function hasImage(need: Image, around: Surroundings): Promise<Answer> {
  const registry = inRegistry(need, around).catch(() => false)
  const engine = await inEngine(need, around)
  return engine.at === 'met' || (await registry) ? MET : engine
}

const FORMAT = '{{.Os}}/{{.Architecture}}{{with .Variant}}/{{.}}{{end}}'

async function inEngine({ name, platform }: Image, around: Surroundings): Promise<Answer> {
  const { folder: cwd, limit, clock } = around
  const env = { ...around.env, CUECAST_IMAGE: name, CUECAST_PLATFORM: platform ?? '' }
  const until = clock.now() + limit
  const inspect = async (options: string) => {
    const command = `docker image inspect ${options} --format '${FORMAT}' -- "$CUECAST_IMAGE"`
    return runHidden({ command }, { cwd, env, limit: until - clock.now(), clock })
  }
  const asked = await inspect(platform === undefined ? '' : '--platform "$CUECAST_PLATFORM"')
  // Older engines keep one platform for each name and do not know the option.
  const old = platform !== undefined && /unknown flag|requires API version/.test(asked.tail)
  const { status, timedOut, tail } = old ? await inspect('') : asked
  if (timedOut) return { at: 'late', after: limit }
  const found = tail.trim().split('\n').at(-1) ?? ''
  if (status === 0 && (!old || covers(found, platform))) return MET
  return { at: 'unmet' }
}

/** `linux/arm64/v8` is good for whoever wants `linux/arm64`. */
function covers(found: string, wanted: string): boolean {
  return `${found}/`.startsWith(`${wanted}/`)
}

/** localhost:5055/whoami:1 is `whoami` and `1` in the registry at localhost:5055. */
const LOCAL = /^((?:localhost|127\.\d+\.\d+\.\d+)(?::\d+)?)\/([^:@]+)(?::([\w.-]+))?(?:@(.+))?$/

const TYPES = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ')

interface Platform {
  readonly os?: string
  readonly architecture?: string
  readonly variant?: string
}
interface Manifest {
  readonly manifests?: readonly { readonly platform?: Platform }[]
  readonly config?: { readonly digest?: string }
}

async function inRegistry(
  { name, platform }: Image,
  { limit, clock }: Surroundings,
): Promise<boolean> {
  const [, host, repository, tag = 'latest', digest] = LOCAL.exec(name) ?? []
  if (host === undefined || repository === undefined) return false
  const late = new AbortController()
  const stop = clock.wake(clock.now() + limit, () => late.abort())
  const get = async (path: string) => {
    const answer = await fetch(`http://${host}/v2/${repository}/${path}`, {
      headers: { Accept: TYPES },
      signal: late.signal,
    })
    return answer.ok ? ((await answer.json()) as unknown) : null
  }
  try {
    const manifest = (await get(`manifests/${digest ?? tag}`)) as Manifest | null
    if (manifest === null) return false
    if (platform === undefined) return true
    const offered = manifest.manifests
      ? manifest.manifests.map((each) => each.platform)
      : [(await get(`blobs/${manifest.config?.digest ?? ''}`)) as Platform | null]
    return offered.some((one) => {
      const parts = [one?.os, one?.architecture, one?.variant].filter((part) => part)
      return covers(parts.join('/'), platform)
    })
  } finally {
    stop()
  }
}
