import { availableParallelism } from 'node:os'
import process from 'node:process'
import { defineConfig } from 'vitest/config'
import { dataFolderVariable } from './test/reference/files.ts'

const everywhere = {
  setupFiles: ['./test/no-outside-connections.ts'],
  testTimeout: 60_000,
  hookTimeout: 60_000,
  // Node runs TypeScript as it is; transforming every module first took a tenth of all the time.
  experimental: { viteModuleRunner: false },
}

/** Compares with data that are not in the repository; only `npm run test:reference` says where they are. */
const reference = { test: { ...everywhere, name: 'reference', include: ['test/reference/**/*.test.ts'] } }

export default defineConfig({
  test: {
    // Most tests wait for Postgres or a stand-in much of the time: with as many as there are cores, a third of these idles.
    maxWorkers: Math.max(3, availableParallelism()),
    globalSetup: ['./test/global-setup.ts'],
    projects: [
      {
        test: {
          ...everywhere,
          name: 'unit',
          // Loading the modules anew for every file took longer than most tests; no test leaves anything behind in them.
          isolate: false,
          setupFiles: ['./apps/dashboard/src/testing/all-texts.ts'],
          include: ['{apps,connectors,core}/**/*.test.ts', 'test/kit/**/*.test.ts'],
        },
      },
      { test: { ...everywhere, name: 'layers', include: ['test/layers.test.ts'] } },
      { test: { ...everywhere, name: 'changesets', include: ['test/changesets.test.ts'] } },
      {
        test: {
          ...everywhere,
          name: 'e2e',
          isolate: false,
          include: ['test/e2e/**/*.test.ts'],
          testTimeout: 180_000,
        },
      },
      {
        test: {
          ...everywhere,
          name: 'browser',
          globalSetup: ['./test/browser/global-setup.ts'],
          include: ['test/browser/**/*.test.ts'],
          isolate: false,
          testTimeout: 180_000,
        },
      },
      {
        test: {
          ...everywhere,
          name: 'faults',
          include: ['test/faults/**/*.test.ts'],
          testTimeout: 3_600_000,
        },
      },
      {
        test: {
          ...everywhere,
          name: 'slow',
          include: ['test/slow/**/*.test.ts'],
          testTimeout: 3_600_000,
        },
      },
      ...(process.env[dataFolderVariable] === undefined ? [] : [reference]),
    ],
  },
})
