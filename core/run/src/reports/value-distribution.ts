import { compensatedSum } from '@rapport/stats'

/** A tenth of the customers by value. */
export interface ValueDecile {
  /** 1 is the most valuable tenth. */
  readonly decile: number
  readonly customers: number
  /** The least and the most value of one of them. */
  readonly low: number
  readonly high: number
  readonly value: number
  /** Of the value of all; null where that is 0. */
  readonly share: number | null
}

/** Customers by value in tenths, the most valuable first; NaN is left out, and so are tenths of nobody. */
export function valueDeciles(values: Float64Array): ValueDecile[] {
  const ascending = values.filter((value) => !Number.isNaN(value)).sort()
  const all = compensatedSum(ascending)
  const { length } = ascending
  return Array.from({ length: 10 }, (_, index) => {
    const tenth = ascending.subarray(
      length - Math.round(((index + 1) * length) / 10),
      length - Math.round((index * length) / 10),
    )
    const value = compensatedSum(tenth)
    return {
      decile: index + 1,
      customers: tenth.length,
      low: tenth[0] ?? Number.NaN,
      high: tenth.at(-1) ?? Number.NaN,
      value,
      share: all > 0 ? value / all : null,
    }
  }).filter(({ customers }) => customers > 0)
}

/** The rows of the highest values, highest first, ties in the order of the rows; NaN is left out. */
export function highestRows(values: Float64Array, most: number): number[] {
  const rows: number[] = []
  const at = (row: number | undefined): number =>
    row === undefined ? Number.NaN : (values[row] ?? Number.NaN)
  values.forEach((value, row) => {
    if (Number.isNaN(value) || (rows.length === most && value <= at(rows.at(-1)))) return
    let place = rows.length
    while (place > 0 && at(rows[place - 1]) < value) place -= 1
    rows.splice(place, 0, row)
    rows.length = Math.min(rows.length, most)
  })
  return rows
}

/** The sum of the known values; null where none is known. */
export function knownTotal(values: Float64Array): number | null {
  const known = values.filter((value) => !Number.isNaN(value))
  return known.length === 0 ? null : compensatedSum(known)
}
