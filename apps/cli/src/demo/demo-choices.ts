/** Which stand-ins a demo reads and writes. */
export const demoChoices = ['hubspot', 'salesforce', 'both'] as const
export type DemoChoice = (typeof demoChoices)[number]
