import { components } from './en/components.ts'
import { numbers } from './en/numbers.ts'
import { pages } from './en/pages.ts'
import { shell } from './en/shell.ts'

/** The English texts of the frame, and of what every page is made of; those of the areas are in `en/areas.ts`. A language has the same keys. */
export const en = { ...shell, ...components, ...numbers, ...pages } as const
