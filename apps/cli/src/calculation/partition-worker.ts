import { workerData } from 'node:worker_threads'
import { answerFromThread } from '../reading-threads.ts'
import { type PartitionTask, readPartition } from './partition.ts'

const task: PartitionTask = workerData
await answerFromThread(
  () => readPartition(task),
  ({ ids, firstLines, purchases: { starts, days, amounts } }) =>
    [ids, firstLines, starts, days, amounts].map(({ buffer }) => buffer),
)
