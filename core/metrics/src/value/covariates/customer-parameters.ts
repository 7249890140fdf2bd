import type { TimingParameters } from '../models/timing-model.ts'
import type { CovariateFit } from './covariate-fit.ts'
import type { CovariateModel } from './covariate-model.ts'
import { standardisedRow } from './design.ts'

/** Link parameters of the customer with these standardised covariates. */
export function customerLink<O, P extends TimingParameters>(
  model: CovariateModel<O, P>,
  centred: {
    readonly link: readonly number[]
    readonly coefficients: CovariateFit['centred']['coefficients']
  },
  standardised: Float64Array,
): Float64Array {
  const link = Float64Array.from(centred.link)
  for (const { column, process, value } of centred.coefficients) {
    const shifted = model.processes[process]
    if (shifted === undefined) continue
    const shift = shifted.sign * value * (standardised[column] ?? 0)
    link[shifted.component] = (link[shifted.component] ?? 0) + shift
  }
  return link
}

/**
 * A customer's own parameters, for the functions of the model (chance to be alive, expected orders, mean spend). Give
 * each covariate of the fit, null where it is not known. Throws a RangeError for a covariate that is missing or
 * unknown to the fit, and for the fit of another model.
 */
export function customerParameters<O, P extends TimingParameters>(
  model: CovariateModel<O, P>,
  fit: CovariateFit<P>,
  values: Readonly<Record<string, number | null>>,
): P {
  if (fit.model !== model.id) throw new RangeError(`The fit is of ${fit.model}, not of ${model.id}.`)
  return model.natural(customerLink(model, fit.centred, standardisedRow(fit.design, values)))
}
