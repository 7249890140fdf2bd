import { domainToASCII } from 'node:url'

const localPart = /^[^\s@"(),:;<>[\]\\]{1,64}$/
const hostName = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])$/

/**
 * An e-mail address as it is compared: trimmed and in lower case, an international domain in its ASCII form. `ann+shop@…`
 * stays apart from `ann@…`: not every mail system reads the plus sign as the same mailbox.
 * @returns null where the text is no address that mail can be sent to.
 */
export function emailKey(text: string): string | null {
  const address = text.trim().toLowerCase()
  const at = address.lastIndexOf('@')
  const local = address.slice(0, at)
  const host = domainToASCII(address.slice(at + 1))
  if (at < 1 || !localPart.test(local) || !hostName.test(host)) return null
  if (local.startsWith('.') || local.endsWith('.') || local.includes('..')) return null
  // RFC 5321 section 4.5.3.1.3 leaves 254 octets for an address.
  const email = `${local}@${host}`
  return email.length > 254 ? null : email
}
