/** The objects that scores are written to. */
export type TargetObject = 'Account' | 'Contact' | 'Case'
