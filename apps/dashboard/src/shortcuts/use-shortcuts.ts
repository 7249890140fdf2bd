import { useRouter } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { createKeySequence } from './key-sequence.ts'
import { areShortcutsOn } from './shortcut-setting.ts'
import { shortcutsFor } from './shortcuts.ts'

/** Listens for shortcuts, except where somebody types or a dialog is open. */
export function useShortcuts(permissions: readonly string[], onHelp: () => void): void {
  const router = useRouter()
  const help = useRef(onHelp)
  help.current = onHelp
  useEffect(() => {
    const shortcuts = shortcutsFor(permissions)
    const sequence = createKeySequence(shortcuts.map(({ keys }) => keys))
    const listen = (event: KeyboardEvent): void => {
      if (!areShortcutsOn() || isTyping(event)) return
      const keys = sequence.press(event.key, event.timeStamp)
      const action = shortcuts.find((shortcut) => shortcut.keys === keys)?.action
      if (action === undefined) return
      event.preventDefault()
      if (action === 'help') help.current()
      else if (action === 'search') void goToSearch(router)
      else void router.navigate({ to: action.to })
    }
    document.addEventListener('keydown', listen)
    return () => document.removeEventListener('keydown', listen)
  }, [router, permissions])
}

const typed = 'input, textarea, select, [contenteditable], dialog[open] *'

function isTyping(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return true
  return event.target instanceof Element && event.target.matches(typed)
}

/** The search field of this page, or of the customers where this page has none. */
async function goToSearch(router: ReturnType<typeof useRouter>): Promise<void> {
  const field = (): HTMLElement | null => document.querySelector('input[type="search"]')
  if (field() === null) {
    await router.navigate({ to: '/customers' })
    await new Promise(requestAnimationFrame)
  }
  field()?.focus()
}
