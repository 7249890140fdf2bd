/** Why a stretch does not count, as it is drawn. */
export const leftOutKinds = ['outside', 'holiday', 'customer', 'hold', 'other'] as const
export type LeftOutKind = (typeof leftOutKinds)[number]

/** The kind of a reason that the server gave: `holiday 2026-12-25`, `outside working hours`, `pending customer`. */
export function leftOutKind(reason: string): LeftOutKind {
  if (reason === 'outside working hours') return 'outside'
  if (reason.startsWith('holiday')) return 'holiday'
  if (reason === 'pending customer') return 'customer'
  return reason === 'on hold' ? 'hold' : 'other'
}
