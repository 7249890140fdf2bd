import { message } from '../../messages/message.ts'
import { presets } from './presets.ts'

/** What a rule is called; the name that the server gave where no text is known. */
export function presetName(name: string): string {
  const known = presets.find((one) => one === name)
  return known === undefined ? name : message(`presets.${known}`)
}
