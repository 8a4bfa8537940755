/**
 * The output with this number of the process that is killed: short and long, with wide characters,
 * no two alike.
 */
export const output = (n: number): string => `${n} ${'日本é😀x'.repeat((n * 37) % 100)}\r\n`
