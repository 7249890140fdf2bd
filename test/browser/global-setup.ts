import type { Role } from '@rapport/server/routes'
import chromiumBinary from '@sparticuz/chromium'
import { chromium } from 'playwright-core'
import type { TestProject } from 'vitest/node'
import { buildDashboard } from '../../apps/dashboard/build.ts'
import { type Account, serveShop } from './served-shop.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the page is. */
    readonly url: string
    readonly accounts: Readonly<Record<Role, Account>>
    /** Where the browser listens. */
    readonly browser: string
  }
}

/** What a browser does of its own accord is left away: it would ask hosts of its maker. */
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
]

/** One server and one browser for all files. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const served = await serveShop(await buildDashboard())
  const browser = await chromium.launchServer({
    executablePath: await chromiumBinary.executablePath(),
    args: flags,
    headless: true,
  })
  project.provide('url', served.url)
  project.provide('accounts', served.accounts)
  project.provide('browser', browser.wsEndpoint())
  return async () => {
    await browser.close()
    await served.stop()
  }
}
