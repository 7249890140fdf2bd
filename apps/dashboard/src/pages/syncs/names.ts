/** Names that stand in addresses and that the API knows. */
export const runStates = [
  'running',
  'waiting',
  'succeeded',
  'partial',
  'stopped',
  'failed',
  'cancelled',
] as const
export const runKinds = ['sync', 'apply', 'revert'] as const
export const planStates = ['planned', 'applying', 'applied', 'partial', 'stopped', 'discarded'] as const
export const itemStates = ['planned', 'sending', 'applied', 'drifted', 'rejected', 'gone', 'refused'] as const
export const rejectStages = ['extract', 'identity', 'score', 'write'] as const
export const rejectOutcomes = ['none', 'waiting', 'failed again', 'mended'] as const
