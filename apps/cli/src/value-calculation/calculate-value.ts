import path from 'node:path'
import {
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
import {
  readTransactions,
  type TransactionCounts,
  type Transactions,
} from '../calculation/read-transactions.ts'
import { readCovariates } from './covariates-file.ts'
import { customerOccasions } from './customer-occasions.ts'
import { customersById, type FileCustomers } from './customers-by-id.ts'
import { computedFrom } from './data-error.ts'
import { type CovariateSummary, fitWithCovariates } from './fit-with-covariates.ts'
import { opportunityColumns } from './opportunity-columns.ts'
import { type ValuedPortfolio, valuePortfolio } from './portfolio.ts'
import { predictColumns } from './predict-columns.ts'
import { readSubscriptions } from './subscriptions-file.ts'
import { type HoldoutValidation, validateHoldout } from './validate-holdout.ts'
import { horizonMonthsOf, horizonOf, type ValueRequest } from './value-request.ts'

/** The value of the customers of a file of transactions. */
export interface PurchaseCalculation {
  readonly counts: TransactionCounts
  /** ISO 4217; null where the file says none. */
  readonly currency: string | null
  /** By customer id, in the model's time; for BG/BB whole opportunities. */
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
  const read = await readPurchases(request, today)
  const purchases = read === null ? null : await calculatePurchases(request, read)
  const asOf = request.asOf ?? (read === null ? today : formatLocalDay(read.asOf))
  const contracts = await calculateContracts(request, asOf)
  return {
    asOf,
    horizon: horizonOf(request),
    purchases,
    contracts,
    total: valuePortfolio(purchases, contracts?.portfolio ?? null, { seed: SEED, draws: DRAWS }),
  }
}

async function readPurchases(request: ValueRequest, today: string): Promise<Transactions | null> {
  const { transactions, asOf, unit, occasionWindow, onBadRow, badRows } = request
  if (transactions === undefined) return null
  return readTransactions(transactions, {
    today,
    ...(asOf === undefined ? {} : { asOf }),
    unit,
    occasionWindow,
    onBadRow,
    ...(onBadRow === 'skip' ? { badRowsFile: badRows } : {}),
  })
}

async function calculatePurchases(request: ValueRequest, read: Transactions): Promise<PurchaseCalculation> {
  const { unit, occasionWindow, holdout } = request
  const customers = customersById(read)
  const columns =
    request.model === 'bg-bb' ? opportunityColumns(customers, occasionWindow) : customers.columns
  const settings = settingsOf(request)
  const occasions =
    settings.model === 'auto' || holdout !== undefined ? customerOccasions(customers, occasionWindow) : []
  const plain = fitPurchases(request, customers, columns, occasions)
  const joined =
    request.covariates === undefined
      ? null
      : fitWithCovariates(plain, columns, await readCovariates(request.covariates), request.covariates)
  const fitted = joined?.fitted ?? plain
  return {
    counts: read.counts,
    currency: read.currency,
    columns,
    fitted,
    scores: predictColumns(fitted, columns, joined),
    covariates: joined?.summary ?? null,
    validation:
      holdout === undefined
        ? null
        : validateHoldout(occasions, {
            model: validatedModel(plain),
            settings,
            unit,
            asOf: customers.asOf,
            holdout,
            customers: columns.ids.length,
          }),
  }
}

function fitPurchases(
  request: ValueRequest,
  { asOf }: FileCustomers,
  columns: ValueColumns,
  occasions: ReturnType<typeof customerOccasions>,
): FittedValueModel {
  const settings = settingsOf(request)
  return computedFrom(path.basename(request.transactions ?? ''), () => {
    const holdouts =
      settings.model === 'auto'
        ? rollingHoldouts(occasions, asOf, TIME_UNITS[request.unit], settings.horizonMonths)
        : null
    return fitValueModel(columns, settings, holdouts)
  })
}

/** The model that was taken; where none was, the one that came nearest to it. */
function validatedModel({ timing, choice }: FittedValueModel): ValueModelId {
  return timing?.model ?? choice?.leader ?? 'mbg-nbd'
}

function settingsOf(request: ValueRequest): ValueSettings {
  const { model, discount, margin, prior } = request
  return {
    model: model === 'sbg' ? 'auto' : model,
    horizonMonths: horizonMonthsOf(request),
    discount,
    margin,
    prior,
  }
}

async function calculateContracts(request: ValueRequest, asOf: string): Promise<ContractCalculation | null> {
  const { subscriptions } = request
  if (subscriptions === undefined) return null
  const rows = await readSubscriptions(subscriptions)
  const { horizonMonths, discount, margin } = settingsOf(request)
  return computedFrom(path.basename(subscriptions), () => {
    const base = contractBase(rows, { timeZone: 'UTC', asOf })
    const models = fitContracts(base, request.prior)
    const portfolio = new ContractPortfolio(base, models, { horizonMonths, annualDiscount: discount, margin })
    return { base, models, portfolio, values: portfolio.valuesWithIntervals(seededRandom(SEED), DRAWS) }
  })
}
