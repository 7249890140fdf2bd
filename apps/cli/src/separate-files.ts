import path from 'node:path'
import { UsageError } from './command-error.ts'

/**
 * Makes sure that what is written takes the place of nothing that is read, nor of anything else that is written. A file that
 * is undefined was not asked for. Throws a UsageError that names the option.
 */
export function checkSeparateFiles(
  read: readonly (string | undefined)[],
  written: readonly (readonly [option: string, file: string | undefined])[],
): void {
  const taken = new Set(read.flatMap((file) => (file === undefined ? [] : [path.resolve(file)])))
  for (const [option, file] of written) {
    if (file === undefined) continue
    if (taken.has(path.resolve(file))) {
      throw new UsageError(`${option} ${file} is another file of this command: give it a name of its own.`)
    }
    taken.add(path.resolve(file))
  }
}
