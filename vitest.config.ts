import { defineConfig } from 'vitest/config'

const everywhere = {
  setupFiles: ['./test/no-outside-connections.ts'],
  testTimeout: 60_000,
  hookTimeout: 60_000,
}

export default defineConfig({
  test: {
    globalSetup: ['./test/global-setup.ts'],
    projects: [
      {
        test: {
          ...everywhere,
          name: 'unit',
          include: ['{apps,connectors,core}/**/*.test.ts', 'test/kit/**/*.test.ts'],
        },
      },
      { test: { ...everywhere, name: 'layers', include: ['test/layers.test.ts'] } },
      { test: { ...everywhere, name: 'e2e', include: ['test/e2e/**/*.test.ts'], testTimeout: 180_000 } },
      {
        test: {
          ...everywhere,
          name: 'faults',
          include: ['test/faults/**/*.test.ts'],
          testTimeout: 3_600_000,
        },
      },
    ],
  },
})
