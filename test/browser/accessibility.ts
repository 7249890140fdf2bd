import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'

/** The rules of WCAG 2.2 AA that a program can check. */
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

/** What is wrong with a page, a sentence each. */
export async function accessibilityProblems(page: Page): Promise<readonly string[]> {
  const axe = new AxeBuilder({ page }).options({
    ...{ runOnly: { type: 'tag', values: rules }, resultTypes: ['violations'], preload: false },
  })
  const { violations } = await axe.setLegacyMode().analyze()
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${help}: ${target.join(' ')}: ${failureSummary}`),
  )
}
