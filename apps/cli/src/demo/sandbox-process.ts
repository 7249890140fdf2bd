import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import process from 'node:process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'

/** The stand-in for HubSpot, in a process of its own. */
export interface SandboxProcess {
  readonly baseUrl: string
  readonly token: string
  stop(): Promise<void>
}

export interface SandboxProcessOptions {
  readonly seed: 'cdnow-sample' | 'cdnow-full' | 'cdnow-ten-times'
  /** File that keeps what is written, so that the next start finds it. */
  readonly journal: string
  readonly limits: 'professional' | 'off'
}

const token = 'sandbox-token'
const ready = z.object({ hubspot: z.url() })

/** Starts the stand-in and waits until it answers. It ends with this process, however that ends. */
export async function startSandboxProcess(options: SandboxProcessOptions): Promise<SandboxProcess> {
  const program = fileURLToPath(import.meta.resolve('@rapport/sandbox/bin/sandbox.ts'))
  const child = spawn(
    process.execPath,
    [
      program,
      ...['--seed', options.seed],
      ...['--journal', options.journal],
      ...['--limits', options.limits],
      ...['--token', token],
      // It ends when its standard input closes: a killed demo leaves no process behind.
      '--stdin-watch',
    ],
    // A group of its own: Ctrl-C reaches the demo alone, which ends the stand-in after its own work.
    { stdio: ['pipe', 'pipe', 'inherit'], detached: true },
  )
  const line = await firstLine(child)
  return {
    baseUrl: ready.parse(JSON.parse(line)).hubspot,
    token,
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return
      const ended = once(child, 'exit')
      child.stdin?.end()
      await ended
    },
  }
}

async function firstLine(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('the stand-in has no output')
  const lines = createInterface({ input: child.stdout })
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`the stand-in for HubSpot ended with code ${code} before it answered`)
  })
  const [line] = (await Promise.race([once(lines, 'line'), ended])) as [string]
  return line
}
