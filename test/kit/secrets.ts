import { inspect } from 'node:util'
import { expectThat } from './expectation.ts'

/**
 * Looks for secrets where a log or a console would show them: in the text, the JSON and the inspected form, causes included.
 * @throws Error that says where, without repeating the secret.
 */
export function expectNoSecret(value: unknown, secrets: readonly string[], where: string): void {
  const forms = [
    ['its messages', messagesOf(value)],
    ['its JSON', JSON.stringify(value) ?? ''],
    ['its inspected form, causes included', inspect(value, { depth: 12, showHidden: true })],
  ] as const
  for (const secret of secrets) {
    for (const [form, text] of forms) {
      const found = text.includes(secret) || text.includes(encodeURIComponent(secret))
      expectThat(!found, `${where} holds a secret, in ${form}`)
    }
  }
}

function messagesOf(value: unknown): string {
  const lines: string[] = []
  for (let current = value; current instanceof Error; current = current.cause) {
    lines.push(current.message, current.stack ?? '')
  }
  return lines.join('\n')
}
