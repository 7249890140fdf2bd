/** What can be seen over time. */
export const trends = ['response', 'inTime', 'fcr', 'tickets'] as const
export type Trend = (typeof trends)[number]
