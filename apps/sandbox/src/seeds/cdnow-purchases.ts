import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'

/** One purchase as the data set states it. */
export interface Purchase {
  customer: number
  /** Noon UTC of the day, epoch milliseconds. */
  at: number
  /** Dollars, as written in the file. */
  value: string
}

/** More than the highest customer number, so that copies never share one. */
const CUSTOMERS_A_COPY = 30_000

const FILES = {
  sample: { file: 'cdnow_sample.txt.gz', header: false, columns: { customer: 0, date: 2, value: 4 } },
  full: { file: 'cdnow_master.txt.gz', header: true, columns: { customer: 0, date: 1, value: 3 } },
} as const

/**
 * The CDNOW purchases in the order of the file. With `copies`, that many times as many customers who buy the same; no
 * two copies share a customer number.
 */
export function cdnowPurchases(size: 'sample' | 'full', copies = 1): Purchase[] {
  const once = readPurchases(size)
  return Array.from({ length: copies }, (_, copy) =>
    copy === 0
      ? once
      : once.map((purchase) => ({ ...purchase, customer: purchase.customer + copy * CUSTOMERS_A_COPY })),
  ).flat()
}

function readPurchases(size: 'sample' | 'full'): Purchase[] {
  const { file, header, columns } = FILES[size]
  const packed = readFileSync(new URL(`../../data/${file}`, import.meta.url))
  const lines = gunzipSync(packed).toString('latin1').split(/\r?\n/)
  return lines
    .slice(header ? 1 : 0)
    .filter((line) => line.trim() !== '')
    .map((line, row) => {
      const cells = line.trim().split(/\s+/)
      const date = cells[columns.date] ?? ''
      const at = Date.UTC(
        Number(date.slice(0, 4)),
        Number(date.slice(4, 6)) - 1,
        Number(date.slice(6, 8)),
        12,
      )
      const value = cells[columns.value]
      if (date.length !== 8 || Number.isNaN(at) || value === undefined) {
        throw new Error(`Line ${row + 1} of ${file} is not a purchase: "${line}".`)
      }
      return { customer: Number(cells[columns.customer]), at, value }
    })
}
