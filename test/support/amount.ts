/**
 * How often a test tries: `all` in CI (CUECAST_NO_SKIP=1), `few` elsewhere, because a newcomer
 * waits for `npm test`; a smaller number is reported. The variable gives any other number.
 */
export function amount(
  variable: string,
  what: string,
  { all, few }: { readonly all: number; readonly few: number },
): number {
  const wanted = Number(process.env[variable])
  if (Number.isInteger(wanted) && wanted > 0) return wanted
  if (process.env['CUECAST_NO_SKIP'] === '1') return all
  process.stderr.write(`FEWER: ${few} of ${all} ${what}; for all of them: ${variable}=${all}\n`)
  return few
}
