import { ConnectorError } from '@rapport/connector'
import type { Workspace } from '@rapport/run'
import { ProblemError } from '../http/problem.ts'

/** What a site answered that did not do what a person asked for, as a problem in words for people; anything else as it was thrown. */
export function siteProblem({ redactor }: Pick<Workspace, 'redactor'>, error: unknown): unknown {
  if (!(error instanceof ConnectorError)) return error
  const said = redactor.redact(error.message)
  const options = { cause: error }
  if (error.outcome === 'unknown')
    return new ProblemError(
      409,
      'outcome-unknown',
      `It is not known whether it arrived (${said}). Send the same once more: the site is asked first, so that nothing is said twice.`,
      options,
    )
  switch (error.kind) {
    case 'gone':
      return new ProblemError(410, 'gone', said, options)
    case 'conflict':
      return new ProblemError(409, 'too-late', said, options)
    case 'invalid':
      return new ProblemError(422, 'refused-by-site', said, options)
    case 'config':
      return new ProblemError(409, 'not-possible', said, options)
    default:
      return new ProblemError(424, 'site-failed', said, options)
  }
}
