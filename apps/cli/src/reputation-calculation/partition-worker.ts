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
  const message: PartitionMessage = { result: await readPartition(task) }
  parentPort?.postMessage(message)
} catch (error) {
  const message: PartitionMessage =
    error instanceof CommandError ? { problem: error.message } : { fault: error }
  parentPort?.postMessage(message)
}
