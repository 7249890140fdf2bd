import type { DealRule } from '@rapport/config'

/** What kind of sale a won deal is. */
export type DealKind =
  | { readonly kind: 'repeat' | 'one-off' }
  | { readonly kind: 'subscription'; readonly termMonths: number }

/** What the rules go by, as the source gives it. */
export interface SortedDeal {
  readonly pipeline: string | null
  readonly dealType: string | null
  readonly product: string | null
}

const repeat: DealKind = { kind: 'repeat' }

const same = (wanted: string | undefined, given: string | null): boolean =>
  wanted === undefined || wanted.toLowerCase() === given?.trim().toLowerCase()

/** The kind of a deal by the first rule that fits all it names; without one it is a purchase that may come again. */
export function dealKind(rules: readonly DealRule[], deal: SortedDeal): DealKind {
  const rule = rules.find(
    ({ pipeline, dealType, product }) =>
      same(pipeline, deal.pipeline) && same(dealType, deal.dealType) && same(product, deal.product),
  )
  if (rule === undefined) return repeat
  return rule.as === 'subscription' ? { kind: rule.as, termMonths: rule.termMonths ?? 12 } : { kind: rule.as }
}
