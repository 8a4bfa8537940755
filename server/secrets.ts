import type { Demo } from '../core/demo.ts'

/** Shorter values would cover half the screen, and are no secrets. */
const SHORTEST = 4

/** What `redact:` stands for here: literal values, and for `$NAME` the variable's value if it has one. */
export function secretsOf(demo: Demo, env: NodeJS.ProcessEnv): string[] {
  return demo.redact
    .map((entry) => (entry.startsWith('$') ? (env[entry.slice(1)] ?? '') : entry))
    .filter((value) => value.length >= SHORTEST)
}
