import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** Where a command is run, as what, and with which variables. */
export interface CommandLine {
  readonly folder: string
  readonly environment: NodeJS.ProcessEnv
  readonly parameters: readonly string[]
}

/** What a command left. */
export interface CommandEnd {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

const host = fileURLToPath(new URL('./warm-command-host.ts', import.meta.url))

let started: ChildProcess | undefined
let last: Promise<unknown> = Promise.resolve()

/**
 * Runs `rapport` in a process that has loaded it already, one command after the other: for tests of what a command does
 * and prints. A process of its own takes longer to start than most of these commands to end; those that test the process start one.
 */
export function runWarm(line: CommandLine): Promise<CommandEnd> {
  const ended = last.then(() => runIn(startHost(), line))
  last = ended.catch(() => {})
  return ended
}

function startHost(): ChildProcess {
  if (started?.connected === true) return started
  started = fork(host, [], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  // It ends with the process that started it, and does not keep that one.
  started.unref()
  started.channel?.unref()
  return started
}

function runIn(child: ChildProcess, line: CommandLine): Promise<CommandEnd> {
  return new Promise((resolve, reject) => {
    const fail = (code: number | null): void => reject(new Error(`the host of commands ended with ${code}`))
    child.once('exit', fail)
    child.once('message', (end) => {
      child.off('exit', fail)
      resolve(end as CommandEnd)
    })
    child.send(line)
  })
}
