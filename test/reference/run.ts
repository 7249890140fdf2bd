import { existsSync } from 'node:fs'
import path from 'node:path'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { startVitest } from 'vitest/node'
import { dataFiles, dataFolderVariable } from './files.ts'

const usage = `Usage: npm run test:reference -- --data DIR

DIR holds data under GPL-3 that is compared against and never committed:
${Object.values(dataFiles)
  .map(({ name, source }) => `  ${name.padEnd(28)}${source}`)
  .join('\n')}
`

/** The folder from the command line, or what is wrong with it. */
function dataFolder(): { folder: string } | { problem: string } {
  let data: string | undefined
  try {
    data = parseArgs({ options: { data: { type: 'string' } } }).values.data
  } catch (cause) {
    return { problem: cause instanceof Error ? cause.message : String(cause) }
  }
  if (data === undefined) return { problem: 'The folder with the reference data is not given.' }
  const folder = path.resolve(data)
  const missing = Object.values(dataFiles)
    .map(({ name }) => name)
    .filter((name) => !existsSync(path.join(folder, name)))
  return missing.length === 0 ? { folder } : { problem: `${data} has no ${missing.join(', ')}.` }
}

const given = dataFolder()
if ('problem' in given) {
  process.stderr.write(`${given.problem}\n\n${usage}`)
  process.exitCode = 2
} else {
  process.env[dataFolderVariable] = given.folder
  const vitest = await startVitest('test', [], { run: true, watch: false, project: ['reference'] })
  await vitest.close()
}
