const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const CHECKSUM = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345'

/** What follows the key prefix in every id of this org. */
const POD = '5g0'

const bytes = Buffer.alloc(18)

/** The 18-character id of the `serial`-th record of an object. */
export function makeId(keyPrefix: string, serial: number): string {
  bytes.write(keyPrefix + POD, 'latin1')
  let left = serial
  for (let at = 14; at >= 6; at -= 1) {
    bytes[at] = DIGITS.charCodeAt(left % 62)
    left = Math.floor(left / 62)
  }
  return checksummed()
}

function withChecksum(id: string): string {
  bytes.write(id, 'latin1')
  return checksummed()
}

/**
 * Adds the three characters that make a 15-character id safe to compare without case. Written through bytes, because a
 * million ids glued together from parts take twice the memory.
 */
function checksummed(): string {
  for (let block = 0; block < 3; block += 1) {
    let bits = 0
    for (let at = 0; at < 5; at += 1) {
      const code = bytes[block * 5 + at] ?? 0
      if (code >= 65 && code <= 90) bits |= 1 << at
    }
    bytes[15 + block] = CHECKSUM.charCodeAt(bits)
  }
  return bytes.toString('latin1')
}

/** The 18-character form of a 15- or 18-character id; null when the text is no id. */
export function normaliseId(text: string): string | null {
  if (/^[A-Za-z0-9]{15}$/.test(text)) return withChecksum(text)
  if (!/^[A-Za-z0-9]{18}$/.test(text)) return null
  const whole = withChecksum(text.slice(0, 15))
  return whole.toUpperCase() === text.toUpperCase() && whole.slice(0, 15) === text.slice(0, 15) ? whole : null
}

/** The administrator, who edits records by hand. */
export const ADMINISTRATOR_ID = makeId('005', 2)
