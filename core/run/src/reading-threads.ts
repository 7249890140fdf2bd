import { parentPort, Worker } from 'node:worker_threads'

/** What a thread says when it is done: its result, or why there is none. */
type Message<Result> =
  | { readonly result: Result }
  | { readonly problem: string }
  | { readonly fault: unknown }

/**
 * Starts a thread for each task, with the task as its `workerData`, and waits for the results of all, in order. The first failure ends
 * them all. The module calls `answerFromThread`.
 * @param asError makes the error of a problem that a thread found with what it was given; errors lose their class between threads.
 */
export async function readInThreads<Result>(
  module: URL,
  tasks: readonly object[],
  asError: (problem: string) => Error = (problem) => new Error(problem),
): Promise<Result[]> {
  const running: Worker[] = []
  try {
    return await Promise.all(
      tasks.map((workerData) => {
        const worker = new Worker(module, { workerData })
        running.push(worker)
        return resultOf<Result>(worker, asError)
      }),
    )
  } finally {
    await Promise.all(running.map((worker) => worker.terminate()))
  }
}

function resultOf<Result>(worker: Worker, asError: (problem: string) => Error): Promise<Result> {
  return new Promise((resolve, reject) => {
    worker.once('message', (message: Message<Result>) => {
      if ('result' in message) resolve(message.result)
      else reject('problem' in message ? asError(message.problem) : message.fault)
    })
    worker.once('error', reject)
    worker.once('exit', (code) => reject(new Error(`a reading thread ended with code ${code}`)))
  })
}

/** How a thread answers. */
export interface ThreadAnswer<Result> {
  /** The memory of a result that is handed over, not copied. */
  readonly handedOver?: (result: Result) => readonly ArrayBuffer[]
  /** Whether an error is a problem with what was given, to be told in its own words. */
  readonly isProblem?: (error: unknown) => error is Error
}

const never = (_: unknown): _ is Error => false

/** Called in a thread: sends what the reading comes to back to the thread that started it. */
export async function answerFromThread<Result>(
  read: () => Promise<Result>,
  { handedOver = () => [], isProblem = never }: ThreadAnswer<Result> = {},
): Promise<void> {
  try {
    const result = await read()
    const message: Message<Result> = { result }
    parentPort?.postMessage(message, handedOver(result))
  } catch (error) {
    const message: Message<Result> = isProblem(error) ? { problem: error.message } : { fault: error }
    parentPort?.postMessage(message)
  }
}
