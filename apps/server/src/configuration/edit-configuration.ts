import { createHash } from 'node:crypto'
import { readFile, realpath } from 'node:fs/promises'
import { type Configuration, ConfigurationError, replaceFile } from '@rapport/config'
import type { Database } from '@rapport/store'
import { sql } from 'kysely'
import { type Document, parseDocument } from 'yaml'
import { audit } from '../access/audit.ts'
import { ProblemError } from '../http/problem.ts'
import type { ConfigurationFile, Server } from '../server.ts'

/** A change of `rapport.yaml`. */
export interface ConfigurationEdit {
  /** Who does it, for the audit and the version that is kept. */
  readonly actor: string
  /** What is done to what, such as `schedule.edit` to `schedule nightly`. */
  readonly action: string
  readonly subject: string
  readonly detail?: Readonly<Record<string, unknown>>
  /** The version that whoever asks has seen: another one since is a conflict. Undefined: whatever it is. */
  readonly version?: string | undefined
  /** Alters the document. What it does not touch stays as it stands, comments included. */
  readonly change: (document: Document, before: Configuration) => void
}

/** What a change came to. */
export interface EditedConfiguration {
  readonly configuration: Configuration
  readonly version: string
}

/**
 * Changes `rapport.yaml`: the one way by which the page does. The new text is checked as a whole before anything is written, written in
 * one piece, and kept with who changed it; so is the text before, where it came from an editor. One change is made after the other,
 * whichever process makes it.
 * @throws ProblemError where the file cannot be changed here, is another one by now, or the change does not fit.
 */
export async function editConfiguration(
  server: Pick<Server, 'configuration' | 'workspace'>,
  edit: ConfigurationEdit,
): Promise<EditedConfiguration> {
  const { configuration } = server
  if (configuration === null)
    throw new ProblemError(409, 'fixed-set-up', 'The set-up of this server cannot be changed on the page.')
  return server.workspace.store.db.transaction().execute(async (transaction) => {
    await sql`select pg_advisory_xact_lock(hashtext('rapport-configuration-' || current_schema()))`.execute(
      transaction,
    )
    const file = await realpath(configuration.file).catch(throwGone)
    const text = await readFile(file, 'utf8').catch(throwGone)
    const version = versionOf(text)
    if (edit.version !== undefined && edit.version !== version)
      throw new ProblemError(
        409,
        'changed-meanwhile',
        'rapport.yaml was changed meanwhile: look at what it says now, then change it again.',
      )
    const changed = changedText(text, edit, readBefore(configuration, text))
    const parsed = parseChanged(configuration, changed)
    await keep(transaction, edit, { text, changed })
    // Written last: where it fails, nothing of it is kept.
    if (changed !== text) await replaceFile(file, changed)
    return { configuration: parsed, version: versionOf(changed) }
  })
}

/** The version of the file as it is now; null where there is none to change. */
export async function configurationVersion(configuration: ConfigurationFile | null): Promise<string | null> {
  if (configuration === null) return null
  const text = await readFile(configuration.file, 'utf8').catch(() => null)
  return text === null ? null : versionOf(text)
}

/** A file that is gone or locked away is no mistake of the server. */
function throwGone(cause: unknown): never {
  throw new ProblemError(
    409,
    'broken-set-up',
    'rapport.yaml cannot be read just now, so nothing can be changed: see that it is in its place and that the server may read it.',
    { cause },
  )
}

/**
 * Checks what a change would make of the file, and writes nothing.
 * @throws ProblemError as `editConfiguration`.
 */
export async function tryEdit(
  configuration: ConfigurationFile | null,
  change: ConfigurationEdit['change'],
): Promise<Configuration> {
  if (configuration === null)
    throw new ProblemError(409, 'fixed-set-up', 'The set-up of this server cannot be changed on the page.')
  const text = await readFile(configuration.file, 'utf8').catch(throwGone)
  return parseChanged(configuration, changedText(text, { change }, readBefore(configuration, text)))
}

const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex')
const versionOf = (text: string): string => digestOf(text).slice(0, 16)

function readBefore(configuration: ConfigurationFile, text: string): Configuration {
  try {
    return configuration.parse(text)
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error
    throw new ProblemError(
      409,
      'broken-set-up',
      'rapport.yaml has mistakes just now and is left alone: mend them in the file ("npx rapport config check" lists them), then try again.',
      { cause: error },
    )
  }
}

function changedText(
  text: string,
  { change }: Pick<ConfigurationEdit, 'change'>,
  before: Configuration,
): string {
  const document = parseDocument(text)
  change(document, before)
  return document.toString({ lineWidth: 0 })
}

function parseChanged(configuration: ConfigurationFile, text: string): Configuration {
  try {
    return configuration.parse(text)
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error
    const errors = error.problems.map(({ path: of, message, suggestion }) => ({
      path: of,
      message: suggestion ? `${message}: ${suggestion}` : message,
    }))
    const [first] = errors
    throw new ProblemError(
      422,
      'invalid',
      first === undefined ? 'The change does not fit.' : `${first.path}: ${first.message}`,
      { errors, cause: error },
    )
  }
}

async function keep(
  transaction: Database,
  { actor, action, subject, detail }: ConfigurationEdit,
  { text, changed }: { readonly text: string; readonly changed: string },
): Promise<void> {
  const last = await transaction
    .selectFrom('configuration_version')
    .select('digest')
    .orderBy('id', 'desc')
    .executeTakeFirst()
  const add = (by: string, reason: string, kept: string) =>
    transaction
      .insertInto('configuration_version')
      .values({ actor: by, reason, digest: digestOf(kept), text: kept })
      .execute()
  if (last?.digest !== digestOf(text)) await add('rapport.yaml', 'changed in the file', text)
  if (changed !== text) await add(actor, `${action} ${subject}`, changed)
  await audit(transaction, actor, action, subject, detail)
}
