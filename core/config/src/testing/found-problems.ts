import { parseConfiguration } from '../load.ts'
import { ConfigurationError, type ConfigurationProblem } from '../problem.ts'
import { context } from './connectors.ts'

/** Everything that is wrong in a configuration; empty where it is good. */
export function problemsOf(text: string): readonly ConfigurationProblem[] {
  try {
    parseConfiguration(text, 'rapport.yaml', context)
    return []
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems
    throw error
  }
}

/** The problems without the file: [line, column, path, message, suggestion]. */
export function found(text: string) {
  return problemsOf(text).map(({ line, column, path, message, suggestion }) => [
    line,
    column,
    path,
    message,
    suggestion,
  ])
}

/** A connection that nothing is wrong with. */
export const connected = `connections:
  hubspot:
    connector: hubspot
    auth: { accessToken: env:HUBSPOT_TOKEN }
`
