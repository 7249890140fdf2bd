import type { Configuration } from '@rapport/config'
import { localDay } from '@rapport/metrics'
import {
  endOfDay,
  saveCustomerService,
  scoreExperience,
  scoreHealth,
  scoreService,
  serviceScoreSettings,
} from '@rapport/score'
import { type Database, furtherFamilies, ofFamily } from '@rapport/store'
import { sql } from 'kysely'
import type { Counts } from './events.ts'

/**
 * Scores what customers live through, as of the end of a local day: tickets whose events changed and what they come to for each
 * customer, answers to surveys, and health, which rests on all of it. Nothing is done in a workspace that never had a ticket,
 * an answer or an engagement.
 */
export async function scoreCustomerExperience(
  db: Database,
  config: Configuration,
  today: string,
  options: Parameters<typeof scoreService>[2],
): Promise<Counts> {
  // What was said once must be taken back, so a workspace that lost its last ticket is scored too.
  const own = furtherFamilies.filter((family) => family !== 'reputation')
  const said = own.map((family) => sql`exists (select from score where ${ofFamily(family)})`)
  const { rows } = await sql<{ tickets: boolean; others: boolean }>`
    select exists (select from ticket) or exists (select from ticket_metric)
        or exists (select from score where ${ofFamily('service')}) as tickets,
      exists (select from survey_response) or exists (select from engagement) or ${sql.join(said, sql` or `)} as others
  `.execute(db)
  const { tickets = false, others = false } = rows[0] ?? {}
  if (!tickets && !others) return {}
  const asOf = new Date(endOfDay(today, config.timezone))
  const level = config.customer
  const service = tickets ? await measureTickets(db, config, { today, asOf }, options) : {}
  options.signal.throwIfAborted()
  const answered = await scoreExperience(db, { level, asOf })
  options.signal.throwIfAborted()
  const healthy = await scoreHealth(db, { level, asOf, day: localDay(today, config.timezone) })
  return { ...service, experienceScores: answered, healthScores: healthy }
}

async function measureTickets(
  db: Database,
  config: Configuration,
  { today, asOf }: { readonly today: string; readonly asOf: Date },
  options: Parameters<typeof scoreService>[2],
): Promise<Counts> {
  const { measured, judged } = await scoreService(db, serviceScoreSettings(config, asOf), options)
  const customers = await saveCustomerService(db, { asOf, today })
  return { ticketsMeasured: measured, ticketsJudged: judged, serviceScores: customers }
}
