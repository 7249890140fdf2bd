import {
  ADVOCATE_REQUESTS,
  type Advocate,
  type AdvocateRequest,
  advocates,
  INVITATION_RULE,
} from '@rapport/metrics'
import type { Workspace } from '../../workspace.ts'
import { describeCustomers } from '../describe-customers.ts'
import type { SelectedDays } from './answer-slice.ts'
import { answersByPerson, type StoredAnswer } from './stored-answers.ts'

/** Somebody who would recommend the company, and can be asked to say so. */
export interface AdvocateToAsk {
  readonly name: string | null
  /** Those of the customer; where it is a company, the contact who answered before them. */
  readonly records: readonly string[]
  readonly customerId: number | null
  /** Of the latest NPS answer. */
  readonly score: number
  /** ISO 8601. */
  readonly answeredAt: string
  readonly requests: readonly AdvocateRequest[]
}

/** The promoters among those who answered in some days. */
export interface AdvocatesReport {
  readonly asOf: string
  readonly from: string
  readonly to: string
  readonly requests: readonly AdvocateRequest[]
  /** How reviews may be asked for, which is not from this list. */
  readonly invitations: string
  /** Promoters whose answer names nobody, so that nobody can be asked. */
  readonly anonymous: number
  readonly advocates: readonly AdvocateToAsk[]
}

interface Promoter {
  readonly answer: StoredAnswer
  readonly promoter: NonNullable<Advocate['promoter']>
}

/** Promoters for a referral, a case study or a reference, the latest answer first. */
export async function advocatesReport(
  workspace: Workspace,
  { from, to, slice }: SelectedDays,
): Promise<AdvocatesReport> {
  const promoters: Promoter[] = []
  for await (const answers of answersByPerson(workspace, { ...slice, kind: 'nps' })) {
    const answer = answers.at(-1)
    const [advocate] = advocates({ answers, reviews: [] }, { asOf: slice.to.getTime() })
    const promoter = advocate?.promoter ?? null
    if (answer !== undefined && promoter !== null) promoters.push({ answer, promoter })
  }
  const known = promoters.filter(({ answer }) => answer.contact !== null)
  const described = await describeCustomers(
    workspace,
    known.flatMap(({ answer }) => answer.customerId ?? []),
  )
  return {
    asOf: slice.to.toISOString(),
    from,
    to,
    requests: ADVOCATE_REQUESTS,
    invitations: INVITATION_RULE,
    anonymous: promoters.length - known.length,
    advocates: known
      .toSorted((left, right) => right.promoter.at - left.promoter.at)
      .map(({ answer, promoter }) => ({
        ...personOf(answer, described.get(answer.customerId ?? Number.NaN)?.records ?? []),
        customerId: answer.customerId,
        score: promoter.score,
        answeredAt: new Date(promoter.at).toISOString(),
        requests: ADVOCATE_REQUESTS,
      })),
  }
}

/** The person who answered stands before the other records of the customer. */
function personOf(
  { contact, contactName }: StoredAnswer,
  records: readonly string[],
): Pick<AdvocateToAsk, 'name' | 'records'> {
  const others = records.filter((record) => record !== contact)
  return { name: contactName, records: contact === null ? others : [contact, ...others] }
}
