import { parentPort, Worker } from 'node:worker_threads'
import { CommandError } from './command-error.ts'

/** What a thread says when it is done: its result, or why there is none. */
type Message<Result> =
  | { readonly result: Result }
  | { readonly problem: string }
  | { readonly fault: unknown }

/**
 * Starts a thread for each task, with the task as its `workerData`, and waits for the results of all, in order. The first failure ends
 * them all. The module calls `answerFromThread`.
 */
export async function readInThreads<Result>(module: URL, tasks: readonly object[]): Promise<Result[]> {
  const running: Worker[] = []
  try {
    return await Promise.all(
      tasks.map((workerData) => {
        const worker = new Worker(module, { workerData })
        running.push(worker)
        return resultOf<Result>(worker)
      }),
    )
  } finally {
    await Promise.all(running.map((worker) => worker.terminate()))
  }
}

function resultOf<Result>(worker: Worker): Promise<Result> {
  return new Promise((resolve, reject) => {
    worker.once('message', (message: Message<Result>) => {
      if ('result' in message) resolve(message.result)
      else reject('problem' in message ? new CommandError(message.problem) : message.fault)
    })
    worker.once('error', reject)
    worker.once('exit', (code) => reject(new Error(`a reading thread ended with code ${code}`)))
  })
}

/**
 * Called in a thread: sends what the reading comes to back to the thread that started it. A CommandError stays one there.
 * @param handedOver the memory of a result that is handed over, not copied
 */
export async function answerFromThread<Result>(
  read: () => Promise<Result>,
  handedOver: (result: Result) => readonly ArrayBuffer[] = () => [],
): Promise<void> {
  try {
    const result = await read()
    const message: Message<Result> = { result }
    parentPort?.postMessage(message, handedOver(result))
  } catch (error) {
    const message: Message<Result> =
      error instanceof CommandError ? { problem: error.message } : { fault: error }
    parentPort?.postMessage(message)
  }
}
