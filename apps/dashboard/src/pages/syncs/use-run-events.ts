import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { type OpenedRun, runQuery } from './queries.ts'

/** Keeps a run that goes on up to date by the server's events; when it is over, all that it changed is asked for anew. */
export function useRunEvents(id: string, isRunning: boolean): void {
  const client = useQueryClient()
  useEffect(() => {
    if (!isRunning) return
    const { queryKey } = runQuery(id)
    const source = new EventSource(`/api/runs/${encodeURIComponent(id)}/events`)
    source.addEventListener('run', ({ data }) => {
      const view = JSON.parse(data) as Omit<OpenedRun, 'result'>
      client.setQueryData(queryKey, (before) => (before === undefined ? before : { ...before, ...view }))
    })
    source.addEventListener('end', () => {
      source.close()
      void client.invalidateQueries()
    })
    source.addEventListener('error', () => {
      // The browser opens a broken stream again by itself; one that was refused it gives up.
      if (source.readyState === EventSource.CLOSED) void client.invalidateQueries({ queryKey })
    })
    return () => source.close()
  }, [id, isRunning, client])
}
