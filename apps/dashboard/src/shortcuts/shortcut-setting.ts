import { useSyncExternalStore } from 'react'

const key = 'rapport-shortcuts'
const listeners = new Set<() => void>()

/** Shortcuts of single letters can be turned off: who dictates, or hits keys by mistake, needs that. */
export function areShortcutsOn(): boolean {
  try {
    return localStorage.getItem(key) !== 'off'
  } catch {
    return true
  }
}

export function setShortcuts(on: boolean): void {
  try {
    localStorage.setItem(key, on ? 'on' : 'off')
  } catch {
    // Storage can be forbidden; then they stay on.
  }
  for (const listener of listeners) listener()
}

export function useShortcutsOn(): boolean {
  return useSyncExternalStore((listener) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }, areShortcutsOn)
}
