import { mkdirSync } from 'node:fs'
import path from 'node:path'
import process from 'node:process'
import type { Page } from 'playwright-core'

const folder = path.resolve(import.meta.dirname, '../screenshots')

/** A picture of a page for people to look at. Drawing all of them takes long, so only `npm run screenshots` does. */
export async function picture(page: Page, name: string, fullPage = true): Promise<void> {
  if (process.env.RAPPORT_SCREENSHOTS === undefined) return
  mkdirSync(folder, { recursive: true })
  await page.screenshot({ path: path.join(folder, `${name}.png`), fullPage })
}
