import { readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { checkAccounts } from './accounts-problems.ts'
import { checkConnections } from './connection-problems.ts'
import type { ConnectorDescription } from './connector-description.ts'
import { jsonSchemaOf } from './json-schema.ts'
import { checkLocale } from './locale-problems.ts'
import { ConfigurationError } from './problem.ts'
import { ProblemList } from './problem-list.ts'
import { checkSchedules } from './schedule-problems.ts'
import { type Configuration, configuration } from './schema.ts'
import { reportIssues } from './schema-problems.ts'
import { checkSecretsInClear } from './secrets-in-clear.ts'
import { checkService, type ProblemsOfSchedules } from './service-problems.ts'
import { checkWriteBack, type WritableField } from './write-back-problems.ts'
import { parseYamlSource } from './yaml-source.ts'

/** A configuration that passed every check. */
export interface LoadedConfiguration {
  /** The file as an absolute path. */
  readonly file: string
  /** Its folder: relative paths in the file start here. */
  readonly folder: string
  readonly configuration: Configuration
}

/** What the checks need to know of the rest of the system. */
export interface ConfigurationContext {
  readonly connectors: readonly ConnectorDescription[]
  /** The fields that can be written back, and to which entities. */
  readonly writableFields: readonly WritableField[]
  /** What the metrics say of working hours; left out: nothing is asked. */
  readonly problemsOfSchedules?: ProblemsOfSchedules
}

/**
 * Reads and checks `rapport.yaml`.
 * @throws ConfigurationError with every problem of the file, in its order; also where the file cannot be read.
 */
export async function loadConfiguration(
  file: string,
  context: ConfigurationContext,
): Promise<LoadedConfiguration> {
  const absolute = resolve(file)
  let text: string
  try {
    text = await readFile(absolute, 'utf8')
  } catch (cause) {
    throw new ConfigurationError([{ ...wholeFile(file), ...describeReadFailure(cause) }], { cause })
  }
  return {
    file: absolute,
    folder: dirname(absolute),
    configuration: parseConfiguration(text, file, context),
  }
}

/**
 * Checks the text of a configuration. `file` is its name in the problems.
 * @throws ConfigurationError with every problem, in the order of the text.
 */
export function parseConfiguration(text: string, file: string, context: ConfigurationContext): Configuration {
  const source = parseYamlSource(text)
  if (source.faults.length > 0) {
    const problems = source.faults.map((fault) => ({ file, path: '', ...fault }))
    throw new ConfigurationError(problems.sort((left, right) => left.line - right.line))
  }
  const problems = new ProblemList(file, source)
  checkSecretsInClear(source.data, problems)
  const parsed = configuration.safeParse(source.data)
  if (!parsed.success) {
    const part = { schema: jsonSchemaOf(configuration), data: source.data, at: [] }
    reportIssues(parsed.error.issues, part, problems)
  }
  checkLocale(source.data, problems)
  checkAccounts(source.data, problems)
  checkConnections(source.data, context.connectors, problems)
  checkWriteBack(source.data, context, problems)
  checkService(source.data, context.problemsOfSchedules, problems)
  checkSchedules(source.data, problems)
  const found = problems.sorted()
  if (found.length > 0 || !parsed.success) throw new ConfigurationError(found)
  return parsed.data
}

function wholeFile(file: string) {
  return { file, line: 1, column: 1, path: '' }
}

function describeReadFailure(error: unknown): { message: string; suggestion: string | null } {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined
  if (code === 'ENOENT') {
    return {
      message: 'there is no such file',
      suggestion: 'create it with "npx rapport init", or name it with --config',
    }
  }
  if (code === 'EACCES' || code === 'EPERM') {
    return { message: 'this user may not read the file', suggestion: 'give read permission' }
  }
  return { message: `the file cannot be read (${code ?? 'unknown reason'})`, suggestion: null }
}
