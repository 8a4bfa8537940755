import { readFileSync, statSync } from 'node:fs'
import * as v from 'valibot'
import type { Problem } from '../../core/base/problem.ts'
import { reason } from '../base/result.ts'
import { writeWhole } from '../base/state-folder.ts'

/** An approval of a folder. Files of older versions hold only its name and place. */
const approvalSchema = v.object({
  name: v.string(),
  folder: v.string(),
  /** The day: `2026-11-03`. */
  on: v.exactOptional(v.string()),
  /** It was recorded here, so whoever presents it has run it. */
  own: v.exactOptional(v.boolean()),
  /**
   * A hash of what lay where setup and steps make files, when that was shown or when the last run ended.
   * Absent: nothing lay there.
   */
  made: v.exactOptional(v.string()),
  /** What was shown, to show later what has changed. Only the latest approval of a folder has it. */
  lines: v.exactOptional(v.array(v.string())),
})
/**
 * By the seals of the folders (seal.ts), the latest last. An older version wrote hashes that cover less
 * than a seal does. Such an approval allows nothing any more, but it still tells when the folder was
 * approved, what was shown then, and whose it is.
 */
const approvedSchema = v.record(v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)), approvalSchema)
const fileSchema = v.object({ version: v.literal(1), approved: approvedSchema })

export type Approval = v.InferOutput<typeof approvalSchema>
export type Approved = v.InferOutput<typeof approvedSchema>

/** No approvals where there is no file; none, and a problem, where the file cannot be relied on. */
export function readApproved(file: string): { approved: Approved; problem?: Problem } {
  const none = (message: string, hint: string) => ({
    approved: {},
    problem: { file, message, hint },
  })
  try {
    const { mode } = statSync(file)
    // Another user who can write this file could approve anything.
    if ((mode & 0o022) !== 0) return none('others can write to this file', `chmod 600 ${file}`)
    const read = v.safeParse(fileSchema, JSON.parse(readFileSync(file, 'utf8')))
    if (read.success) return { approved: read.output.approved }
    return none('this is not a list of approvals', 'mend it, or remove it to begin anew')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return { approved: {} }
    return none(`cannot be read: ${reason(error, file)}`, 'mend it, or remove it to begin anew')
  }
}

export function writeApproved(file: string, approved: Approved): Problem | null {
  try {
    writeWhole(file, JSON.stringify({ version: 1, approved }, null, 2) + '\n')
    return null
  } catch (error) {
    return { file, message: `cannot be written: ${reason(error, file)}` }
  }
}
