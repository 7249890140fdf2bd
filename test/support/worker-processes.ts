import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

const program = fileURLToPath(new URL('worker-process.ts', import.meta.url))

/** A worker in a process of its own. It ends with `await using`. */
export interface WorkerProcess extends AsyncDisposable {
  readonly pid: number
  /** Ends it at once, as a crash does. */
  kill(): Promise<void>
  /** Asks it to stop in good order. */
  stop(): Promise<void>
}

/** Starts a worker for the rapport.yaml of a folder; it is ready when this returns. */
export async function startWorkerProcess(
  folder: string,
  environment: NodeJS.ProcessEnv,
): Promise<WorkerProcess> {
  const child: ChildProcess = spawn(process.execPath, [program, folder], {
    cwd: folder,
    env: environment,
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit')
  const ready = child.stdout === null ? ended : once(child.stdout, 'data')
  await Promise.race([
    ready,
    ended.then(() => Promise.reject(new Error('the worker ended before it was ready'))),
  ])
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal)
    await ended
  }
  return {
    pid: child.pid ?? 0,
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
    [Symbol.asyncDispose]: () => end('SIGTERM'),
  }
}
