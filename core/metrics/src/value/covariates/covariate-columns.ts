/** What is known of many customers besides their orders, as columns of equal length; NaN is "not known". */
export interface CovariateColumns {
  readonly names: readonly string[]
  readonly columns: readonly Float64Array[]
}

/** The covariates of one customer; null or absent is "not known" ("not asked"). */
export interface CovariateRow {
  readonly id: string
  readonly values: Readonly<Record<string, number | null>>
}

/** Covariates brought into the order of the customers. */
export interface JoinedCovariates {
  readonly covariates: CovariateColumns
  /** Rows of customers that have no orders: left out. */
  readonly unknownIds: readonly string[]
  /** Customers without a row: all their covariates are "not known". */
  readonly customersWithoutRow: readonly string[]
}

function checkedValue(name: string, value: number | null | undefined, id: string): number {
  if (value === null || value === undefined) return Number.NaN
  if (Number.isFinite(value)) return value
  throw new RangeError(
    `Covariate ${name} of customer ${id} is ${value}; give a finite number, or null where it is not known.`,
  )
}

/**
 * Joins rows of covariates to customers by id; the columns are in the order in which the names first appear. Throws a
 * RangeError for a customer with two rows, and for a value that is no finite number.
 */
export function joinCovariates(ids: readonly string[], rows: readonly CovariateRow[]): JoinedCovariates {
  const places = new Map(ids.map((id, place) => [id, place]))
  const columns = new Map<string, Float64Array>()
  const seen = new Set<string>()
  const unknownIds: string[] = []
  for (const { id, values } of rows) {
    if (seen.has(id)) {
      throw new RangeError(`Customer ${id} has two rows of covariates; give one row for each customer.`)
    }
    seen.add(id)
    const place = places.get(id)
    if (place === undefined) unknownIds.push(id)
    for (const [name, value] of Object.entries(values)) {
      const number = checkedValue(name, value, id)
      let column = columns.get(name)
      if (column === undefined) {
        column = new Float64Array(ids.length).fill(Number.NaN)
        columns.set(name, column)
      }
      if (place !== undefined) column[place] = number
    }
  }
  return {
    covariates: { names: [...columns.keys()], columns: [...columns.values()] },
    unknownIds,
    customersWithoutRow: ids.filter((id) => !seen.has(id)),
  }
}

/** The columns without one covariate. */
export function withoutCovariate({ names, columns }: CovariateColumns, name: string): CovariateColumns {
  return {
    names: names.filter((other) => other !== name),
    columns: columns.filter((_, place) => names[place] !== name),
  }
}
