import { type Database, furtherFamilies, ofFamily } from '@rapport/store'
import { sql } from 'kysely'
import { type ExplainedValue, explainedValues, policiesOf } from './explanation-values.ts'
import type { FurtherFamily } from './number-families.ts'
import { changeOf, healthSentence, scoreMonthBefore } from './reports/health/stored-health.ts'

/** The newest score of a family. */
export interface FamilyScore {
  readonly family: FurtherFamily
  /** Of the family; every number names its own. */
  readonly policy: string
  readonly asOf: string
  /** What it rests on: tickets, answers, or known lines of health. */
  readonly n: number
  readonly values: Readonly<Record<string, ExplainedValue>>
  readonly why: string | null
  readonly explanation: Readonly<Record<string, unknown>>
}

interface Row extends Omit<FamilyScore, 'family' | 'asOf' | 'values'> {
  readonly asOf: Date
  readonly values: Readonly<Record<string, unknown>>
  readonly monthBefore: number | null
}

/** What is known of a customer beside its value, up to a moment; families of which nothing is known are left out. */
export async function familyScores(
  db: Database,
  customerId: number,
  moment: Date,
): Promise<readonly FamilyScore[]> {
  const found = await Promise.all(
    furtherFamilies.map(async (family) => {
      const { rows } = await sql<Row>`
        select policy, as_of as "asOf", n, values, why, explanation,
          ${scoreMonthBefore(sql`${customerId}::bigint`, moment)} as "monthBefore" from score
        where customer_id = ${customerId} and as_of <= ${moment} and ${ofFamily(family)}
        order by as_of desc limit 1
      `.execute(db)
      return rows.filter(({ n }) => n > 0).map((row) => familyScore(family, row))
    }),
  )
  return found.flat()
}

function familyScore(family: FurtherFamily, { monthBefore, ...row }: Row): FamilyScore {
  const values = explainedValues(row.values, row.policy, policiesOf(row.explanation))
  const score: FamilyScore = { ...row, family, asOf: row.asOf.toISOString(), values }
  const health = values.health_score?.value
  if (typeof health !== 'number') return score
  const explanation = { ...row.explanation, change: changeOf(health, monthBefore) }
  return { ...score, explanation, why: healthSentence(explanation, explanation.change) ?? row.why }
}
