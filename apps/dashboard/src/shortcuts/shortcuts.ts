import { message } from '../messages/message.ts'
import { type Destination, destinations } from '../shell/destinations.ts'

/** What a shortcut does. */
export type ShortcutAction = 'help' | 'search' | Destination

/** A shortcut as it is pressed, `g c`, and as it is listed. */
export interface Shortcut {
  readonly keys: string
  readonly action: ShortcutAction
  readonly label: string
}

/** All shortcuts of somebody with these permissions. */
export function shortcutsFor(permissions: readonly string[]): readonly Shortcut[] {
  return [
    { keys: '?', action: 'help', label: message('shortcuts.help') },
    { keys: '/', action: 'search', label: message('shortcuts.search') },
    ...destinations
      .filter(({ permission }) => permissions.includes(permission))
      .map((destination) => ({
        keys: `g ${destination.key}`,
        action: destination,
        label: message('shortcuts.goTo', { page: message(destination.label) }),
      })),
  ]
}
