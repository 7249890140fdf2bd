import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'

const sample = new URL('../../../../sandbox/data/cdnow_sample.txt.gz', import.meta.url)

/** The transactions of the CDNOW sample, 2,357 customers from January 1997 to June 1998: rows of a file, without a header. */
export function cdnowRows(): string[] {
  const text = gunzipSync(readFileSync(sample)).toString('utf8')
  return text
    .trim()
    .split(/\r?\n/)
    .map((line) => {
      const [customer = '', , date = '', , amount = ''] = line.trim().split(/\s+/)
      return `${customer},${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6, 8)},${amount}`
    })
}
