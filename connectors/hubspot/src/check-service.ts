import { type Attempt, attempt, type CheckResult, type ConnectorContext, checkLine } from '@rapport/connector'
import { ifGranted } from './left-out.ts'
import { type HubspotRecord, searchRecords } from './objects.ts'
import type { HubspotSettings } from './settings.ts'
import { readTicketStages } from './ticket-stages.ts'
import type { TokenInfo } from './token-info.ts'

type Context = ConnectorContext<HubspotSettings>

/** Scopes for the service side of a portal. A portal that has only deals needs none of them. */
const serviceScopes: readonly { readonly scope: string; readonly leavesOut: string }[] = [
  { scope: 'tickets', leavesOut: 'tickets with their messages and histories' },
  {
    scope: 'conversations.read',
    leavesOut: 'conversations of the inbox; e-mail and calls logged on tickets are read',
  },
  { scope: 'crm.objects.feedback_submissions.read', leavesOut: 'answers to surveys' },
  { scope: 'settings.users.teams.read', leavesOut: 'names of teams' },
]

/** What is left out of the service side for want of a scope, then what tickets and surveys need said in the settings. */
export async function* checkService(ctx: Context, info: Attempt<TokenInfo>): AsyncGenerator<CheckResult> {
  const granted = 'error' in info ? null : info.value.scopes
  yield scopesLine(granted)
  const mayRead = (scope: string): boolean => granted === null || granted.includes(scope)
  if (mayRead('tickets')) yield* checkStages(ctx)
  if (mayRead('crm.objects.feedback_submissions.read')) yield* checkSurveys(ctx)
}

function scopesLine(granted: readonly string[] | null): CheckResult {
  const name = 'service'
  if (granted === null) return { name, ok: true, detail: 'what may be read is not known' }
  const missing = serviceScopes.filter(({ scope }) => !granted.includes(scope))
  if (missing.length === 0) {
    return { name, ok: true, detail: 'tickets, conversations, surveys and teams may be read' }
  }
  const lines = missing.map(({ scope, leavesOut }) => `${leavesOut} (scope ${scope})`)
  return {
    name,
    ok: true,
    detail: `left out, because the app may not read them: ${lines.join('; ')}. Grant the scope to the app in HubSpot to have them.`,
  }
}

/** Stages that the settings name and no pipeline has fail; open stages whose name says more are listed. */
async function* checkStages(ctx: Context): AsyncGenerator<CheckResult> {
  const name = 'ticket stages'
  const read = await attempt(() => ifGranted(() => readTicketStages(ctx)))
  if ('error' in read) return yield checkLine(name, read)
  const stages = read.value
  if (stages === null) return
  for (const { id, nearest } of stages.strangers) {
    const advice = nearest === null ? '' : `; did you mean "${nearest}"?`
    const detail = `stageCategories names the stage "${id}", which no ticket pipeline has${advice} Where it was deleted, leave it: old tickets were in it.`
    yield { name, ok: nearest === null, detail }
  }
  const { suggestions } = stages
  const said = suggestions.map(({ stage, category }) => `"${stage.id}": ${category} (${stage.label})`)
  yield {
    name,
    ok: true,
    detail:
      said.length === 0
        ? `${stages.stages.size} stages, each with a meaning`
        : `${stages.stages.size} stages; these count as open, and their names say more. If so, set stageCategories: {${said.join(', ')}}`,
  }
}

/** What was answered lately: evidence of the scale, and no more; null where nothing was. */
function valuesSeen(records: readonly HubspotRecord[]): string | null {
  const values = records.flatMap(({ properties: { hs_value: text } }) => {
    const value = text === null || text === undefined || text.trim() === '' ? Number.NaN : Number(text)
    return Number.isNaN(value) ? [] : [value]
  })
  return values.length === 0 ? null : `answers from ${Math.min(...values)} to ${Math.max(...values)}`
}

/** Surveys of which the last submissions cannot be understood without the settings. */
async function* checkSurveys(ctx: Context): AsyncGenerator<CheckResult> {
  const name = 'surveys'
  const properties = ['hs_survey_type', 'hs_survey_id', 'hs_survey_name', 'hs_value', 'hs_lastmodifieddate']
  const page = await attempt(() =>
    ifGranted(() =>
      searchRecords(ctx, 'feedback_submissions', {
        filters: [{ property: 'hs_survey_type', operator: 'EQ', value: 'CSAT' }],
        sort: { property: 'hs_lastmodifieddate', descending: true },
        limit: 200,
        properties,
      }),
    ),
  )
  if ('error' in page) return yield checkLine(name, page)
  if (page.value === null) return
  const surveys = Map.groupBy(page.value.records, ({ properties }) => properties.hs_survey_id ?? '')
  const unknown = [...surveys].filter(([id]) => ctx.settings.surveyScales[id] === undefined)
  if (unknown.length === 0) return yield { name, ok: true, detail: 'the scale of each is known' }
  const listed = unknown.map(([id, records]) => {
    const called = records.find(({ properties }) => properties.hs_survey_name)?.properties.hs_survey_name
    const about = [called ?? null, valuesSeen(records)].filter((part) => part !== null)
    return `"${id}"${about.length === 0 ? '' : ` (${about.join(', ')})`}`
  })
  yield {
    name,
    ok: false,
    detail: `HubSpot does not tell the scale of CSAT surveys. Say that of ${listed.join(', ')} with the setting surveyScales, such as {${JSON.stringify(unknown[0]?.[0] ?? '')}: {scaleMin: 1, scaleMax: 5}}; until then their answers are set aside.`,
  }
}
