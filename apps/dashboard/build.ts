import { createHash } from 'node:crypto'
import { globSync, statSync } from 'node:fs'
import { readFile, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import react from '@vitejs/plugin-react'
import { build, type Plugin } from 'vite'

const folder = fileURLToPath(new URL('.', import.meta.url))
const dist = path.join(folder, 'dist')

/**
 * Builds the page unless what was built is newer than every source, and gives the folder it is in. Every file but index.html
 * has a digest of its content in its name and can be cached for ever.
 *
 * @example
 * const folder = await buildDashboard() // …/apps/dashboard/dist
 */
export async function buildDashboard(): Promise<string> {
  if (isFresh()) return dist
  // Where nobody looks for sources: tests that do may run at the same time.
  const fresh = path.join(folder, 'node_modules', `.dist-${process.pid}`)
  await build({
    root: folder,
    configFile: false,
    logLevel: 'warn',
    plugins: [react(), themeBeforePaint()],
    build: {
      outDir: fresh,
      emptyOutDir: true,
      target: ['chrome125', 'edge125', 'firefox128', 'safari17.5'],
      // Nothing is inlined: the policy of the page allows only files of its own.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
    },
  })
  await replace(dist, fresh)
  return dist
}

/** Puts the whole folder in the place of another: a server that reads from it sees the one or the other. */
async function replace(folder: string, fresh: string): Promise<void> {
  const old = `${fresh}-old`
  await rename(folder, old).catch(() => {})
  await rename(fresh, folder)
  await rm(old, { recursive: true, force: true })
}

/** Sizes in bytes, compressed, of what the first page needs before it can be used. */
export async function initialSize(): Promise<{ readonly script: number; readonly style: number }> {
  const page = await readFile(path.join(dist, 'index.html'), 'utf8')
  const size = async (pattern: RegExp): Promise<number> => {
    const files = [...page.matchAll(pattern)].map(([, file]) => file ?? '')
    const contents = await Promise.all(files.map((file) => readFile(path.join(dist, file))))
    return contents.reduce((sum, content) => sum + gzipSync(content).length, 0)
  }
  return {
    script: await size(/(?:src|rel="modulepreload"[^>]* href)="(\/assets\/[^"]+\.js)"/g),
    style: await size(/href="(\/assets\/[^"]+\.css)"/g),
  }
}

function isFresh(): boolean {
  const built = statSync(path.join(dist, 'index.html'), { throwIfNoEntry: false })
  if (built === undefined) return false
  const sources = globSync(['index.html', 'build.ts', 'package.json', 'src/**/*'], { cwd: folder })
  return sources
    .filter((source) => !/\.test\.tsx?$/.test(source))
    .every((source) => statSync(path.join(folder, source)).mtimeMs < built.mtimeMs)
}

/** Puts the script that sets the remembered theme before all others. */
function themeBeforePaint(): Plugin {
  const source = path.join(folder, 'src/theme/before-paint.js')
  let file = ''
  return {
    name: 'theme-before-paint',
    async generateBundle() {
      const text = await readFile(source, 'utf8')
      file = `assets/theme-${createHash('sha256').update(text).digest('base64url').slice(0, 8)}.js`
      this.emitFile({ type: 'asset', fileName: file, source: text })
    },
    transformIndexHtml: {
      order: 'post',
      handler: () => [{ tag: 'script', attrs: { src: `/${file}` }, injectTo: 'head-prepend' }],
    },
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await buildDashboard()
  const { script, style } = await initialSize()
  console.log(`${dist}: ${script} bytes of script and ${style} bytes of style at first, compressed`)
}
