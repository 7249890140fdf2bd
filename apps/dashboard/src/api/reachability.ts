import { useSyncExternalStore } from 'react'

/** Whether the server and its database answer. */
export type Reachability = 'reachable' | 'unreachable' | 'unavailable'

function createReachability() {
  let state: Reachability = 'reachable'
  const listeners = new Set<() => void>()
  const become = (next: Reachability): void => {
    if (next === state) return
    state = next
    for (const listener of listeners) listener()
  }
  return {
    lost: (how: Exclude<Reachability, 'reachable'>): void => become(how),
    found: (): void => become('reachable'),
    current: (): Reachability => state,
    subscribe: (listener: () => void): (() => void) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

export const reachability = createReachability()

export function useReachability(): Reachability {
  return useSyncExternalStore(reachability.subscribe, reachability.current)
}

/** Whether this computer has a network. */
export function useOnline(): boolean {
  return useSyncExternalStore(
    (listener) => {
      window.addEventListener('online', listener)
      window.addEventListener('offline', listener)
      return () => {
        window.removeEventListener('online', listener)
        window.removeEventListener('offline', listener)
      }
    },
    () => navigator.onLine,
  )
}
