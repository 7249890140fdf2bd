import type { Holdout } from '../holdout.ts'
import { bgNbd } from '../models/bg-nbd.ts'
import { mbgNbd } from '../models/mbg-nbd.ts'
import { paretoNbd } from '../models/pareto-nbd.ts'
import type { PriorChoice, TimingModel, TimingModelId } from '../models/timing-model.ts'
import { ordersByModel, ordersBySimpleHorizon, ordersCarriedOn } from './holdout-predictions.ts'

/** The models that `auto` can choose. */
const CHOICE_MODELS = { 'mbg-nbd': mbgNbd, 'pareto-nbd': paretoNbd } as const satisfies Partial<
  Record<TimingModelId, TimingModel>
>

/** Models that are shown beside them. BG/NBD takes every one-time buyer for alive, so it is never chosen. */
const REFERENCE_MODELS = { 'bg-nbd': bgNbd } as const satisfies Partial<Record<TimingModelId, TimingModel>>

/** A model that `auto` can choose. */
export type ChoiceModel = keyof typeof CHOICE_MODELS

/** The candidate as a model that can be chosen; null for the others. */
export const choiceModel = (candidate: Candidate): ChoiceModel | null =>
  typedKeys(CHOICE_MODELS).find((name) => name === candidate) ?? null

type ReferenceModel = keyof typeof REFERENCE_MODELS

/** What takes part in the comparison. */
export type Candidate = ChoiceModel | ReferenceModel | 'simple-horizon' | 'carried-on'

/** What a candidate is there for; a `reference` is shown and never chosen. */
export type CandidateRole = 'model' | 'baseline' | 'reference'

const typedKeys = <K extends string>(table: Readonly<Record<K, unknown>>): K[] => {
  const keys: K[] = []
  for (const key in table) keys.push(key)
  return keys
}

/** What the candidate is there for. */
export function roleOf(candidate: Candidate): CandidateRole {
  if (candidate in CHOICE_MODELS) return 'model'
  return candidate in REFERENCE_MODELS ? 'reference' : 'baseline'
}

/** Orders of each customer in the held-back time by every candidate that can tell them. */
export function predictByCandidates(holdout: Holdout, prior: PriorChoice): Map<Candidate, Float64Array> {
  const { calibration, horizon } = holdout
  const models: Readonly<Record<ChoiceModel | ReferenceModel, TimingModel>> = {
    ...CHOICE_MODELS,
    ...REFERENCE_MODELS,
  }
  const predicted = new Map<Candidate, Float64Array>()
  for (const name of typedKeys(models)) {
    const { parameters } = models[name].fit(calibration, prior)
    predicted.set(name, ordersByModel(models[name], parameters, calibration, horizon))
  }
  predicted.set('carried-on', ordersCarriedOn(calibration, horizon))
  const simple = ordersBySimpleHorizon(calibration, horizon)
  if (simple !== null) predicted.set('simple-horizon', simple)
  return predicted
}
