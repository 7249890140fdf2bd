import * as config from '@rapport/config'
import { CommandError } from './command-error.ts'
import { unwritable } from './unwritable.ts'

/**
 * Puts text in the place of a file's, or into a new file, as `replaceFile` of the configuration does.
 * @throws CommandError that says why it cannot be written.
 */
export async function replaceFile(file: string, text: string): Promise<void> {
  try {
    await config.replaceFile(file, text)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error
    throw new CommandError(`${file} cannot be written: ${unwritable(error)}`)
  }
}
