import { parentPort, workerData } from 'node:worker_threads'
import { CommandError } from '../command-error.ts'
import { type PartitionResult, type PartitionTask, readPartition } from './partition.ts'

/** What a worker says when it is done: what it read, or why it could not. */
export type PartitionMessage =
  | { readonly result: PartitionResult }
  | { readonly problem: string }
  | { readonly fault: unknown }

const task: PartitionTask = workerData
try {
  const result = await readPartition(task)
  const { ids, firstLines, purchases } = result
  const { starts, days, amounts } = purchases
  const message: PartitionMessage = { result }
  // Handed over, not copied.
  parentPort?.postMessage(
    message,
    [ids, firstLines, starts, days, amounts].map(({ buffer }) => buffer),
  )
} catch (error) {
  const message: PartitionMessage =
    error instanceof CommandError ? { problem: error.message } : { fault: error }
  parentPort?.postMessage(message)
}
