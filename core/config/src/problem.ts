/** One thing that is wrong in a configuration file. Never holds a secret. */
export interface ConfigurationProblem {
  /** The file as it was named by the caller. */
  readonly file: string
  /** Counted from 1. */
  readonly line: number
  /** Counted from 1. */
  readonly column: number
  /** Where in the configuration, e.g. `connections.hubspot.auth.accessToken`; empty for the file as a whole. */
  readonly path: string
  /** What is wrong. */
  readonly message: string
  /** What to write instead; null where only the author can know. */
  readonly suggestion: string | null
}

/** The configuration cannot be used. Carries every problem that was found, in the order of the file. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError'
  readonly problems: readonly ConfigurationProblem[]

  constructor(problems: readonly ConfigurationProblem[], options?: { readonly cause: unknown }) {
    super(problems.map(formatProblem).join('\n'), options)
    this.problems = problems
  }
}

/** One problem as a line of text: `rapport.yaml:3:5 connections.hubspot: what is wrong (what to do)`. */
export function formatProblem(problem: ConfigurationProblem): string {
  const where = `${problem.file}:${problem.line}:${problem.column}`
  const path = problem.path === '' ? '' : ` ${problem.path}`
  const suggestion = problem.suggestion === null ? '' : ` (${problem.suggestion})`
  return `${where}${path}: ${problem.message}${suggestion}`
}

/** A step into the configuration: a key or a list index. */
export type Path = readonly PropertyKey[]

/** Writes a path the way it is read: `writeBack.hubspot.contact[2]`. */
export function formatPath(path: Path): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`
    return text === '' ? String(step) : `${text}.${String(step)}`
  }, '')
}
