import { sep } from 'node:path'
import { showProblem, type Problem } from '../../core/base/problem.ts'

/**
 * A problem as text for an author. The file is named by its last three parts
 * (`slides/<name>/deck.md`), because the text reaches pages and exports, which must not tell where
 * this machine keeps it.
 */
export function describeProblem(problem: Problem, source?: string): string {
  const file = problem.file.split(sep).slice(-3).join('/')
  return showProblem({ ...problem, file }, source)
}
