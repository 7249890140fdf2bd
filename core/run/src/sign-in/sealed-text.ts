import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'

/** AES-256 takes a key of 32 bytes, GCM a nonce of 12 and gives a tag of 16 (NIST SP 800-38D). */
const keyBytes = 32
const nonceBytes = 12
const tagBytes = 16
const algorithm = 'aes-256-gcm'

/** A key of AES-256 that texts are sealed with. */
export class SealingKey {
  readonly #bytes: Buffer

  /** @throws RangeError where the key is not 32 bytes long. */
  constructor(bytes: Uint8Array) {
    if (bytes.length !== keyBytes)
      throw new RangeError(`a key has ${keyBytes} bytes, this one ${bytes.length}`)
    this.#bytes = Buffer.from(bytes)
  }

  /** A new random key. */
  static random(): SealingKey {
    return new SealingKey(randomBytes(keyBytes))
  }

  /**
   * Reads a key as `openssl rand -base64 32` or `openssl rand -hex 32` writes it.
   * @throws RangeError where it is neither.
   */
  static parse(text: string): SealingKey {
    const isHex = /^[0-9a-f]{64}$/i.test(text)
    if (!isHex && !/^[A-Za-z0-9+/_-]{43}=?$/.test(text))
      throw new RangeError('a key is 32 bytes in base64 or hex')
    return new SealingKey(Buffer.from(text, isHex ? 'hex' : 'base64'))
  }

  /** The key in base64, for its file. */
  toText(): string {
    return this.#bytes.toString('base64')
  }

  /** Tells a key from others without giving it away. */
  get fingerprint(): string {
    return createHash('sha256').update(this.#bytes).digest('hex').slice(0, 12)
  }

  /** Encrypts a text. Only with the same key and the same `subject` can it be opened. */
  seal(text: string, subject: string): string {
    const nonce = randomBytes(nonceBytes)
    const cipher = createCipheriv(algorithm, this.#bytes, nonce).setAAD(Buffer.from(subject))
    const content = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
    const sealed = Buffer.concat([nonce, cipher.getAuthTag(), content])
    return `v1.${this.fingerprint}.${sealed.toString('base64')}`
  }

  /** The text that was sealed; null where it was with another key, for another subject, or has been altered. */
  open(sealed: string, subject: string): string | null {
    const [version, fingerprint, base64 = ''] = sealed.split('.')
    if (version !== 'v1' || fingerprint !== this.fingerprint) return null
    const bytes = Buffer.from(base64, 'base64')
    const [nonce, tag] = [bytes.subarray(0, nonceBytes), bytes.subarray(nonceBytes, nonceBytes + tagBytes)]
    try {
      const decipher = createDecipheriv(algorithm, this.#bytes, nonce, { authTagLength: tagBytes })
      decipher.setAAD(Buffer.from(subject)).setAuthTag(tag)
      const content = [decipher.update(bytes.subarray(nonceBytes + tagBytes)), decipher.final()]
      return Buffer.concat(content).toString('utf8')
    } catch {
      return null
    }
  }
}
