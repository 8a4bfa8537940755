/** What the process that is killed prints, by number: short and long, wide characters, no two alike. */
export const output = (n: number): string => `${n} ${'日本é😀x'.repeat((n * 37) % 100)}\r\n`
