import { createHmac } from 'node:crypto'

/** What HubSpot decodes in the address before it signs. */
const decoded = [
  ['%3A', ':'],
  ['%2F', '/'],
  ['%3F', '?'],
  ['%40', '@'],
  ['%21', '!'],
  ['%24', '$'],
  ['%27', "'"],
  ['%28', '('],
  ['%29', ')'],
  ['%2A', '*'],
  ['%2C', ','],
  ['%3B', ';'],
] as const

/** The headers that sign a request as HubSpot does: signature version 3. */
export function signatureHeaders(
  clientSecret: string,
  request: { readonly method: string; readonly url: string; readonly body: string },
  at: number,
): Record<string, string> {
  const timestamp = String(at)
  const address = decoded.reduce((text, [written, plain]) => text.replaceAll(written, plain), request.url)
  const source = `${request.method}${address}${request.body}${timestamp}`
  return {
    'X-HubSpot-Request-Timestamp': timestamp,
    'X-HubSpot-Signature-v3': createHmac('sha256', clientSecret).update(source, 'utf8').digest('base64'),
  }
}
