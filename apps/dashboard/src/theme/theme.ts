import { useSyncExternalStore } from 'react'

/** `system` follows the setting of the computer. */
export const themes = ['system', 'light', 'dark'] as const
export type Theme = (typeof themes)[number]

// The same as in before-paint.js.
const key = 'rapport-theme'
const listeners = new Set<() => void>()

function current(): Theme {
  const { theme } = document.documentElement.dataset
  return theme === 'light' || theme === 'dark' ? theme : 'system'
}

/** Sets the theme, and remembers it on this computer. */
export function setTheme(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = theme
  try {
    localStorage.setItem(key, theme)
  } catch {
    // Storage can be forbidden; the theme holds until the page is loaded anew.
  }
  for (const listener of listeners) listener()
}

export function useTheme(): Theme {
  return useSyncExternalStore((listener) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }, current)
}
