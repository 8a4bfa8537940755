/**
 * `--remote` takes an address or nothing, so what follows it is its own only where it looks like one:
 * `cuecast present --remote welcome` names a deck.
 */
export function bareRemote(args: readonly string[]): string[] {
  return args.map((arg, i) =>
    arg === '--remote' && !/^(?=.*[.:])[\d.a-f:]+$/i.test(args[i + 1] ?? '') ? '--remote=' : arg,
  )
}
