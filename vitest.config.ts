import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['{apps,connectors,core}/**/*.test.ts', 'test/**/*.test.ts'],
    exclude: ['**/node_modules/**'],
  },
})
