import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { main } from '../main.ts'
import type { CommandEnd, CommandLine } from './warm-command.ts'

const program = fileURLToPath(new URL('../../bin/rapport.js', import.meta.url))
const end = process.exit.bind(process)
// A command ends its process in time even where something is left open; this process goes on to the next command.
process.exit = (() => {}) as typeof process.exit

process.on('message', async (line: CommandLine) => {
  process.send?.(await run(line))
})
process.on('disconnect', () => end())

/** Runs one command line as a process of its own would: in its folder, with its variables and no others. */
async function run({ folder, environment, parameters }: CommandLine): Promise<CommandEnd> {
  process.chdir(folder)
  for (const name of Object.keys(process.env)) delete process.env[name]
  Object.assign(process.env, environment)
  process.exitCode = undefined
  const printed = { stdout: '', stderr: '' }
  const streams = ['stdout', 'stderr'] as const
  const own = streams.map((name) => process[name].write)
  for (const name of streams) process[name].write = keepIn(printed, name)
  try {
    await main([process.execPath, program, ...parameters])
  } finally {
    // The folder may be removed before the next command comes.
    process.chdir('/')
    streams.forEach((name, index) => {
      process[name].write = own[index] as typeof process.stdout.write
      process[name].removeAllListeners('error')
    })
  }
  return { code: Number(process.exitCode ?? 0), ...printed }
}

function keepIn(printed: Record<'stdout' | 'stderr', string>, name: 'stdout' | 'stderr') {
  return ((chunk: string | Uint8Array, ...more: readonly unknown[]) => {
    printed[name] += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8')
    const done = more.find((one) => typeof one === 'function') as (() => void) | undefined
    if (done !== undefined) process.nextTick(done)
    return true
  }) as typeof process.stdout.write
}
