import type { SalesforceContext } from '../client.ts'

/** By run: what was asked, by connection and question. */
const answersOfRuns = new WeakMap<object, Map<string, Promise<unknown>>>()

/** So many answers are remembered: streams of one run read side by side. */
const rememberedAnswers = 20

/** Asks once a run, for streams that read the same rows. The same question must always have an answer of the same type. */
export function askOnce<T>(ctx: SalesforceContext, question: string, ask: () => Promise<T>): Promise<T> {
  const answers = answersOfRuns.get(ctx.run) ?? new Map<string, Promise<unknown>>()
  answersOfRuns.set(ctx.run, answers)
  const key = `${ctx.connection} ${question}`
  const known = answers.get(key) as Promise<T> | undefined
  const asked = known ?? ask()
  // What is asked for again and again stays the longest.
  answers.delete(key)
  answers.set(key, asked)
  if (known !== undefined) return asked
  // One that failed is asked for again.
  asked.catch(() => answers.delete(key))
  const [oldest] = answers.keys()
  if (answers.size > rememberedAnswers && oldest !== undefined) answers.delete(oldest)
  return asked
}
