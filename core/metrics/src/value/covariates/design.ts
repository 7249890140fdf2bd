import { choleskyFactor, choleskySolve } from '@rapport/stats'
import type { CovariateColumns } from './covariate-columns.ts'

/** One column of the design: a covariate, or the indicator of where it is not known. */
export interface DesignColumn {
  /** The covariate's name, or `name_missing`. */
  readonly name: string
  readonly covariate: string
  readonly kind: 'value' | 'missing'
  /** Over the customers of whom it is known; customers of whom it is not are put at the mean. */
  readonly mean: number
  readonly deviation: number
  /** Smallest and largest value among the customers. */
  readonly lowest: number
  readonly highest: number
}

/** How covariates become the standardised columns that a model sees; plain data. */
export interface CovariateDesign {
  readonly covariates: readonly string[]
  readonly columns: readonly DesignColumn[]
  /** Indicators that tell nothing new, such as the second of two scores that are asked together. */
  readonly leftOut: readonly string[]
}

/** Below this share of its variance left by the other columns, a column counts as a combination of them. */
const COLLINEAR = 1e-9

const fail = (message: string): never => {
  throw new RangeError(message)
}

function checkShape({ names, columns }: CovariateColumns, customers: number): void {
  if (names.length !== columns.length || new Set(names).size !== names.length) {
    fail(`There are ${names.length} covariate names for ${columns.length} columns; give each its own name.`)
  }
  columns.forEach((column, place) => {
    if (column.length !== customers) {
      fail(`Covariate ${names[place]} has ${column.length} rows and there are ${customers} customers.`)
    }
    const row = column.findIndex((value) => Math.abs(value) === Infinity)
    if (row >= 0) fail(`Covariate ${names[place]} of row ${row} is infinite; give a number, or NaN.`)
  })
}

function momentsOf(values: Float64Array): { mean: number; deviation: number } {
  let mean = 0
  values.forEach((value, i) => {
    mean += (value - mean) / (i + 1)
  })
  let squares = 0
  for (const value of values) squares += (value - mean) ** 2
  return { mean, deviation: Math.sqrt(squares / values.length) }
}

function range(values: Float64Array): { lowest: number; highest: number } {
  let lowest = Infinity
  let highest = -Infinity
  for (const value of values) {
    if (value < lowest) lowest = value
    if (value > highest) highest = value
  }
  return { lowest, highest }
}

function valueColumn(name: string, column: Float64Array): DesignColumn {
  const known = column.filter((value) => !Number.isNaN(value))
  const { lowest, highest } = range(known)
  if (known.length === 0) fail(`Covariate ${name} is not known of any customer: leave it out.`)
  if (lowest === highest) fail(`Covariate ${name} has the same value for all customers: leave it out.`)
  return { name, covariate: name, kind: 'value', ...momentsOf(known), lowest, highest }
}

function missingColumn(name: string, column: Float64Array): DesignColumn | null {
  const missing = column.map((value) => (Number.isNaN(value) ? 1 : 0))
  if (!missing.includes(1)) return null
  return {
    name: `${name}_missing`,
    covariate: name,
    kind: 'missing',
    ...momentsOf(missing),
    lowest: 0,
    highest: 1,
  }
}

const standardise = (column: DesignColumn, value: number): number => {
  if (column.kind === 'missing') return ((Number.isNaN(value) ? 1 : 0) - column.mean) / column.deviation
  return Number.isNaN(value) ? 0 : (value - column.mean) / column.deviation
}

function meanProduct(left: Float64Array, right: Float64Array): number {
  let sum = 0
  for (let row = 0; row < left.length; row += 1) sum += (left[row] ?? 0) * (right[row] ?? 0)
  return sum / left.length
}

/** The columns that a further one is a combination of; null where it is none. */
function combinationOf(further: Float64Array, columns: readonly Float64Array[]): number[] | null {
  const n = columns.length
  const products = new Float64Array(n * n)
  columns.forEach((left, i) => {
    columns.forEach((right, j) => {
      products[i * n + j] = meanProduct(left, right)
    })
  })
  const factor = choleskyFactor(products, n)
  if (factor === null) return null
  const own = columns.map((column) => meanProduct(column, further))
  const weights = choleskySolve(factor, own)
  const size = meanProduct(further, further)
  const left = own.reduce((rest, product, i) => rest - product * (weights[i] ?? 0), size)
  return left > COLLINEAR * size ? null : [...weights.keys()].filter((i) => Math.abs(weights[i] ?? 0) > 1e-4)
}

/**
 * The covariates that tell these customers apart: not those that are constant among them, known of none of them, or a
 * combination of covariates before. Part of the customers, such as those with a repeat order, may be alike where all are
 * not.
 */
export function tellingCovariates({ names, columns }: CovariateColumns): CovariateColumns {
  const standardised: Float64Array[] = []
  const told: number[] = []
  columns.forEach((values, place) => {
    const known = values.filter((value) => !Number.isNaN(value))
    const { lowest, highest } = range(known)
    if (!(lowest < highest)) return
    const column = valueColumn(names[place] ?? '', values)
    const further = values.map((value) => standardise(column, value))
    if (combinationOf(further, standardised) !== null) return
    standardised.push(further)
    told.push(place)
  })
  return {
    names: told.map((place) => names[place] ?? ''),
    columns: told.map((place) => columns[place] ?? new Float64Array(0)),
  }
}

/** A design, and the standardised columns of the customers it was made from. */
export interface DesignedColumns {
  readonly design: CovariateDesign
  readonly standardised: readonly Float64Array[]
}

/**
 * Standardises covariates. A value that is not known is put at the mean and marked by an indicator. Throws a
 * RangeError, with its name, for a covariate that is constant, known of nobody, or a combination of others.
 */
export function designCovariates(covariates: CovariateColumns, customers: number): DesignedColumns {
  checkShape(covariates, customers)
  const { names } = covariates
  const columns: DesignColumn[] = []
  const standardised: Float64Array[] = []
  const leftOut: string[] = []
  const add = (column: DesignColumn, values: Float64Array) => {
    const further = values.map((value) => standardise(column, value))
    const combination = combinationOf(further, standardised)
    if (combination === null) {
      columns.push(column)
      standardised.push(further)
    } else if (column.kind === 'missing') {
      leftOut.push(column.name)
    } else {
      const others = combination.map((place) => columns[place]?.name).join(', ')
      fail(`Covariate ${column.name} follows exactly from ${others}: leave one of them out.`)
    }
  }
  names.forEach((name, place) => {
    const values = covariates.columns[place] ?? new Float64Array(0)
    add(valueColumn(name, values), values)
  })
  names.forEach((name, place) => {
    const values = covariates.columns[place] ?? new Float64Array(0)
    const column = missingColumn(name, values)
    if (column !== null) {
      if (names.includes(column.name))
        fail(`${column.name} is the indicator of ${name}: rename the covariate.`)
      add(column, values)
    }
  })
  return { design: { covariates: names, columns, leftOut }, standardised }
}

/**
 * The standardised columns of one customer; null is "not known". Throws a RangeError where a covariate is not given
 * or not in the design.
 */
export function standardisedRow(
  design: CovariateDesign,
  values: Readonly<Record<string, number | null>>,
): Float64Array {
  const stranger = Object.keys(values).find((name) => !design.covariates.includes(name))
  if (stranger !== undefined) fail(`The model was fitted without a covariate ${stranger}.`)
  const number = (name: string): number => {
    const value = values[name]
    if (value === null) return Number.NaN
    if (value !== undefined && Number.isFinite(value)) return value
    return fail(`Covariate ${name} is ${value}; give a finite number, or null where it is not known.`)
  }
  return Float64Array.from(design.columns, (column) => standardise(column, number(column.covariate)))
}
