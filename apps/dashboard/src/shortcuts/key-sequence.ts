/** Takes one key after the other and gives the shortcut that they complete. */
export interface KeySequence {
  press(key: string, at: number): string | null
}

/** How long the second key may take. */
const patienceMs = 1_500

/**
 * Recognises shortcuts of one key (`?`) and of two after another (`g c`).
 *
 * @example
 * const keys = createKeySequence(['?', 'g c'])
 * keys.press('g', 0) // null
 * keys.press('c', 300) // 'g c'
 */
export function createKeySequence(shortcuts: readonly string[]): KeySequence {
  const first = new Set(
    shortcuts.flatMap((shortcut) => (shortcut.includes(' ') ? shortcut.split(' ')[0] : [])),
  )
  let begun: { readonly key: string; readonly at: number } | null = null
  return {
    press: (key, at) => {
      const sequence = begun !== null && at - begun.at <= patienceMs ? `${begun.key} ${key}` : null
      begun = null
      if (sequence !== null && shortcuts.includes(sequence)) return sequence
      if (first.has(key)) begun = { key, at }
      return shortcuts.includes(key) ? key : null
    },
  }
}
