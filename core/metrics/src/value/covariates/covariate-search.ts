import { type Maximum, maximize } from '@rapport/stats'
import { type LinearPrior, withLinearPriors } from '../models/nbd-prior.ts'
import type { TimingParameters } from '../models/timing-model.ts'
import type { CovariateColumns } from './covariate-columns.ts'
import type { CovariateModel, CovariateProcessName, Observations } from './covariate-model.ts'
import { type DesignedColumns, designCovariates } from './design.ts'
import {
  type CoefficientPlace,
  collapseCustomers,
  covariateObjective,
  type WeightedCustomers,
} from './objective.ts'

/** No coefficient is searched beyond a factor e^15 between the customers with the lowest and the highest value. */
const WIDEST_CONTRAST = 15

/** Which covariates shift which process; a process that is not named gets all of them. */
export type CovariateSelection = Readonly<Partial<Record<CovariateProcessName, readonly string[]>>>

/** A model, the customers, and which covariates shift what. */
export interface CovariateProblem<O, P extends TimingParameters> {
  readonly model: CovariateModel<O, P>
  readonly observations: Observations
  readonly designed: DesignedColumns
  readonly customers: WeightedCustomers
  readonly coefficients: readonly CoefficientPlace[]
  /** Range of the standardised covariate of each coefficient. */
  readonly reaches: readonly number[]
}

function coefficientsOf<O, P extends TimingParameters>(
  model: CovariateModel<O, P>,
  { design }: DesignedColumns,
  selection: CovariateSelection,
): CoefficientPlace[] {
  return model.processes.flatMap(({ name }, process) => {
    const chosen = selection[name] ?? design.covariates
    const stranger = chosen.find((covariate) => !design.covariates.includes(covariate))
    if (stranger !== undefined) throw new RangeError(`There is no covariate ${stranger} to put on ${name}.`)
    return design.columns.flatMap(({ covariate }, column) =>
      chosen.includes(covariate) ? [{ column, process }] : [],
    )
  })
}

/** Checks and collapses the data. Throws RangeErrors for rows or covariates that cannot be used. */
export function covariateProblem<O, P extends TimingParameters>(
  model: CovariateModel<O, P>,
  observed: O,
  covariates: CovariateColumns,
  selection: CovariateSelection,
): CovariateProblem<O, P> {
  const observations = model.observe(observed)
  const designed = designCovariates(covariates, observations.columns[0]?.length ?? 0)
  const coefficients = coefficientsOf(model, designed, selection)
  return {
    model,
    observations,
    designed,
    customers: collapseCustomers(observations.columns, designed.standardised),
    coefficients,
    reaches: coefficients.map(({ column }) => {
      const { lowest = 0, highest = 0, deviation = 1 } = designed.design.columns[column] ?? {}
      return (highest - lowest) / deviation
    }),
  }
}

/** The model without covariates. */
export function withoutCoefficients<O, P extends TimingParameters>(
  problem: CovariateProblem<O, P>,
): CovariateProblem<O, P> {
  return {
    ...problem,
    coefficients: [],
    reaches: [],
    customers: collapseCustomers(problem.observations.columns, []),
  }
}

export interface SearchOptions {
  readonly prior: 'none' | 'weak'
  readonly ridge: number | null
  /** Where to start, on the inner scale. */
  readonly start?: ArrayLike<number>
  /** Parameters to be held, by their place. */
  readonly held?: ReadonlyMap<number, number>
}

/** A normal prior on each coefficient, and the priors on the base parameters, which weigh no coefficient. */
function priorsOf(
  base: readonly LinearPrior[],
  parameters: number,
  coefficients: number,
  ridge: number | null,
) {
  const count = parameters + coefficients
  const widened = base.map((prior) => ({
    ...prior,
    weights: Array.from({ length: count }, (_, m) => prior.weights[m] ?? 0),
  }))
  if (ridge === null) return widened
  const ridges = Array.from({ length: coefficients }, (_, c) => ({
    weights: Array.from({ length: count }, (_, m) => Number(m === parameters + c)),
    mean: 0,
    deviation: ridge,
  }))
  return [...widened, ...ridges]
}

/** The maximum on the inner scale: link parameters of the mean customer, coefficients per standard deviation. */
export function searchCovariates<O, P extends TimingParameters>(
  problem: CovariateProblem<O, P>,
  { prior, ridge, start, held = new Map() }: SearchOptions,
): Maximum {
  const { model, observations, coefficients, reaches } = problem
  const box = observations.search
  const base = model.parameterNames.length
  const weak = prior === 'weak' ? observations.weakPrior : []
  const priors = priorsOf(weak, base, coefficients.length, ridge)
  // A base parameter moves with its coefficients where those run away.
  const shifted = new Set(coefficients.map(({ process }) => model.processes[process]?.component))
  const side = (bounds: readonly number[], sign: 1 | -1) => [
    ...bounds.map((bound, k) => held.get(k) ?? bound + (shifted.has(k) ? sign * WIDEST_CONTRAST : 0)),
    ...reaches.map((reach, c) => held.get(base + c) ?? (sign * WIDEST_CONTRAST) / reach),
  ]
  const objective = withLinearPriors(covariateObjective(model, problem.customers, coefficients), priors)
  const lower = side(box.lower, -1)
  const upper = side(box.upper, 1)
  const starts = start === undefined ? box.starts.map((own) => [...own, ...reaches.map(() => 0)]) : [start]
  const [first = [], ...others] = starts
  let best = maximize(objective, { start: first, lower, upper })
  for (const other of others) {
    const found = maximize(objective, { start: other, lower, upper })
    if (found.value > best.value + 1e-6) best = found
  }
  return best
}
