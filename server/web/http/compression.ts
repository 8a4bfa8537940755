import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

export type Encoding = 'br' | 'gzip' | 'identity'

export interface Encoded {
  readonly bytes: Uint8Array
  readonly encoding: Encoding
}

/** Compresses each content once. */
export interface Compressor {
  encode(bytes: Uint8Array, etag: string, wanted: Encoding): Promise<Encoded>
}

/** How many compressed bodies are kept: the client's dozen files and the takes of many talks. */
const KEPT = 256

/** Below a packet, compression saves nothing. */
const WORTHWHILE = 1_400

/** A strong validator: the content's hash. */
export function etagOf(bytes: Uint8Array): string {
  return `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 27)}"`
}

/** Text shrinks; pictures and fonts are compressed already. */
export function isCompressible(media: string): boolean {
  return /^(text\/|application\/json|image\/svg)/.test(media)
}

/** The best encoding that an Accept-Encoding header allows (RFC 9110 §12.5.3). */
export function chooseEncoding(accept: string | undefined): Encoding {
  const offered = new Map(
    (accept ?? '').split(',').map((part) => {
      const [name = '', ...parameters] = part.split(';').map((x) => x.trim().toLowerCase())
      const quality = parameters.find((parameter) => parameter.startsWith('q='))
      return [name, quality === undefined ? 1 : Number(quality.slice(2))] as const
    }),
  )
  if ((offered.get('br') ?? 0) > 0) return 'br'
  return (offered.get('gzip') ?? 0) > 0 ? 'gzip' : 'identity'
}

export function createCompressor(): Compressor {
  const kept = new Map<string, Promise<Uint8Array>>()
  return {
    async encode(bytes, etag, wanted) {
      if (wanted === 'identity' || bytes.length < WORTHWHILE) return { bytes, encoding: 'identity' }
      const key = `${wanted} ${etag}`
      let made = kept.get(key)
      if (!made) {
        made = compress(bytes, wanted)
        kept.set(key, made)
        const oldest = kept.keys().next().value
        if (kept.size > KEPT && oldest !== undefined) kept.delete(oldest)
      }
      return { bytes: await made, encoding: wanted }
    },
  }
}

/** Brotli's quality 5 takes a take of a megabyte in some 20 ms; 11 would take seconds. */
const QUALITY = 5

function compress(bytes: Uint8Array, encoding: 'br' | 'gzip'): Promise<Uint8Array> {
  return encoding === 'br'
    ? promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: QUALITY } })
    : promisify(gzip)(bytes)
}
