/** Shorter than this, a value is found in any text by chance. */
const SHORTEST = 4

/**
 * One sentence for each file that still holds a secret: plain, as JSON writes it, in base64 or in hex.
 * It is the last check before an export is written. No sentence holds the secret.
 */
export function findLeaks(
  files: ReadonlyMap<string, string | Uint8Array>,
  secrets: readonly string[],
): readonly string[] {
  const looked = secrets.filter((secret) => secret.length >= SHORTEST)
  return [...files].flatMap(([path, data]) => {
    const text = typeof data === 'string' ? data : Buffer.from(data).toString('latin1')
    const found = looked.some((secret) => disguises(secret).some((form) => text.includes(form)))
    return found ? [`${path} holds a value that \`redact\` names; record the demo again`] : []
  })
}

function disguises(secret: string): readonly string[] {
  const bytes = Buffer.from(secret)
  // In base64 a value looks different at each of three offsets. The characters at its ends depend on
  // what stands beside it, so they are left out.
  const base64 = [0, 1, 2].map((offset) => {
    const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64')
    const end = (bytes.length + offset) % 3 === 0 ? text.length : text.indexOf('=') - 1
    return text.slice(offset === 0 ? 0 : offset + 1, end < 0 ? undefined : end)
  })
  const json = JSON.stringify(secret).slice(1, -1)
  const long = base64.filter((form) => form.length >= SHORTEST)
  return [secret, bytes.toString('latin1'), json, bytes.toString('hex'), ...long]
}
