import { tmpdir } from 'node:os'
import { workerData } from 'node:worker_threads'
import { openStore } from '@rapport/store'
import { answerFromThread } from '../../../reading-threads.ts'
import type { KeywordTask } from './keywords-in-threads.ts'
import { storedKeywords } from './stored-keywords.ts'

const { url, workspace, request }: KeywordTask = workerData
await answerFromThread(async () => {
  const store = await openStore({ workspace, databaseUrl: url, folder: tmpdir() })
  try {
    return await storedKeywords(store.db, request)
  } finally {
    await store.close()
  }
})
