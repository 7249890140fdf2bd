import {
  type Choice,
  type ContractBase,
  ContractPortfolio,
  type ContractValue,
  contractBase,
  type FittedValueModel,
  fitContracts,
  fitValueModel,
  formatLocalDay,
  type RetentionModels,
  rollingHoldouts,
  TIME_UNITS,
  type ValueColumns,
  type ValueModelId,
  type ValueScores,
  type ValueSettings,
} from '@rapport/metrics'
import { seededRandom } from '@rapport/stats'
import { readTransactions, type Transactions } from '../calculation/read-transactions.ts'
import { readCovariates } from './covariates-file.ts'
import { customerOccasions } from './customer-occasions.ts'
import { type CovariateSummary, fitWithCovariates } from './fit-with-covariates.ts'
import { opportunityColumns } from './opportunity-columns.ts'
import { type ValuedPortfolio, valuePortfolio } from './portfolio.ts'
import { predictColumns } from './predict-columns.ts'
import { readSubscriptions } from './subscriptions-file.ts'
import { type HoldoutValidation, validateHoldout } from './validate-holdout.ts'
import { horizonOf, type ValueRequest } from './value-request.ts'

/** The value of the customers of a file of transactions. */
export interface PurchaseCalculation {
  readonly transactions: Transactions
  /** In the model's time; for BG/BB whole opportunities. */
  readonly columns: ValueColumns
  readonly fitted: FittedValueModel
  readonly scores: ValueScores
  readonly covariates: CovariateSummary | null
  readonly validation: HoldoutValidation | null
}

/** The value of the customers of a file of subscriptions. */
export interface ContractCalculation {
  readonly base: ContractBase
  readonly models: RetentionModels
  readonly portfolio: ContractPortfolio
  readonly values: readonly ContractValue[]
}

/** What `rapport calc value` computed. */
export interface ValueCalculation {
  /** `YYYY-MM-DD`. */
  readonly asOf: string
  readonly horizon: number
  readonly purchases: PurchaseCalculation | null
  readonly contracts: ContractCalculation | null
  readonly total: ValuedPortfolio
}

/** The same seed gives the same intervals in every run. */
const SEED = 20_050_817
const DRAWS = 1_000

/** Computes what was asked for. `today` is `YYYY-MM-DD`. Throws a CommandError that says what is wrong with which file. */
export async function calculateValue(request: ValueRequest, today: string): Promise<ValueCalculation> {
  const purchases = await calculatePurchases(request, today)
  const asOf = request.asOf ?? (purchases === null ? today : formatLocalDay(purchases.transactions.asOf))
  const contracts = await calculateContracts(request, asOf)
  return {
    asOf,
    horizon: horizonOf(request),
    purchases,
    contracts,
    total: valuePortfolio(purchases, contracts?.portfolio ?? null, { seed: SEED, draws: DRAWS }),
  }
}

async function calculatePurchases(request: ValueRequest, today: string): Promise<PurchaseCalculation | null> {
  if (request.transactions === undefined) return null
  const { unit, occasionWindow, onBadRow } = request
  const transactions = await readTransactions(request.transactions, {
    today,
    ...(request.asOf === undefined ? {} : { asOf: request.asOf }),
    unit,
    occasionWindow,
    onBadRow,
    ...(onBadRow === 'skip' ? { badRowsFile: request.badRows } : {}),
  })
  const columns =
    request.model === 'bg-bb' ? opportunityColumns(transactions, unit, occasionWindow) : transactions.columns
  const settings = settingsOf(request)
  const sample =
    settings.model === 'auto' || request.holdout !== undefined
      ? customerOccasions(transactions, occasionWindow)
      : []
  const holdouts =
    settings.model === 'auto'
      ? rollingHoldouts(sample, transactions.asOf, TIME_UNITS[unit], settings.horizonMonths)
      : null
  const plain = fitValueModel(columns, settings, holdouts)
  const joined =
    request.covariates === undefined
      ? null
      : fitWithCovariates(plain, columns, await readCovariates(request.covariates))
  const fitted = joined?.fitted ?? plain
  return {
    transactions,
    columns,
    fitted,
    scores: predictColumns(fitted, columns, joined),
    covariates: joined?.summary ?? null,
    validation:
      request.holdout === undefined
        ? null
        : validateHoldout(sample, {
            model: validatedModel(plain),
            settings,
            unit,
            asOf: transactions.asOf,
            holdout: request.holdout,
          }),
  }
}

/** The model that was taken; where none was, the one that came nearest to it. */
function validatedModel({ timing, choice }: FittedValueModel): ValueModelId {
  return timing?.model ?? (choice as Choice | null)?.leader ?? 'mbg-nbd'
}

function settingsOf(request: ValueRequest): ValueSettings {
  const { model, discount, margin, prior } = request
  return {
    model: model === 'sbg' ? 'auto' : model,
    horizonMonths: TIME_UNITS[request.unit].toMonths(horizonOf(request)),
    discount,
    margin,
    prior,
  }
}

async function calculateContracts(request: ValueRequest, asOf: string): Promise<ContractCalculation | null> {
  if (request.subscriptions === undefined) return null
  const base = contractBase(await readSubscriptions(request.subscriptions), { timeZone: 'UTC', asOf })
  const models = fitContracts(base, request.prior)
  const { horizonMonths, discount, margin } = settingsOf(request)
  const portfolio = new ContractPortfolio(base, models, { horizonMonths, annualDiscount: discount, margin })
  return { base, models, portfolio, values: portfolio.valuesWithIntervals(seededRandom(SEED), DRAWS) }
}
