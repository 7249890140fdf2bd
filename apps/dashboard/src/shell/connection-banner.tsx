import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useOnline, useReachability } from '../api/reachability.ts'
import { message } from '../messages/message.ts'

const againMs = 10_000

/** Says that the server or its database is away. What is shown stays; it is tried again until there is an answer. */
export function ConnectionBanner() {
  const client = useQueryClient()
  const online = useOnline()
  const reachable = useReachability()
  const away = !online || reachable !== 'reachable'
  useEffect(() => {
    if (!away) return
    const timer = setInterval(() => void client.refetchQueries({ type: 'active' }), againMs)
    return () => clearInterval(timer)
  }, [away, client])
  if (!away) return null
  const text = !online
    ? 'banner.offline'
    : reachable === 'unavailable'
      ? 'banner.unavailable'
      : 'banner.unreachable'
  return (
    <div className="banner" role="status">
      <p>{message(text)}</p>
      <button type="button" className="button" onClick={() => void client.refetchQueries({ type: 'active' })}>
        {message('banner.retry')}
      </button>
    </div>
  )
}
