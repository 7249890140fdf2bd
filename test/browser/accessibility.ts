import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'

/** The rules of WCAG 2.2 AA that a program can check. */
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

/** Those of them that a theme can break. */
const colourRules = ['color-contrast', 'link-in-text-block']

/** What is wrong with a page, a sentence each; with `colours`, of its colours alone. */
export async function accessibilityProblems(
  page: Page,
  what: 'all' | 'colours' = 'all',
): Promise<readonly string[]> {
  const runOnly =
    what === 'all' ? { type: 'tag' as const, values: rules } : { type: 'rule' as const, values: colourRules }
  const axe = new AxeBuilder({ page }).options({ runOnly, resultTypes: ['violations'], preload: false })
  const { violations } = await axe.setLegacyMode().analyze()
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${help}: ${target.join(' ')}: ${failureSummary}`),
  )
}
