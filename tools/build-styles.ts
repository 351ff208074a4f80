import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { compile, optimize } from '@tailwindcss/node'
import { Scanner } from '@tailwindcss/oxide'

/*
 * Writes generated/app.css from src/platform/web/styles.css and the class names in the templates. The same input gives
 * the same bytes, so that a check can compare.
 */
const SOURCE = fileURLToPath(new URL('../src/platform/web/styles.css', import.meta.url))
const TARGET = new URL('../generated/app.css', import.meta.url)

const compiler = await compile(readFileSync(SOURCE, 'utf8'), {
  base: dirname(SOURCE),
  from: SOURCE,
  onDependency: () => {},
})
const candidates = new Scanner({ sources: compiler.sources }).scan().sort()
const { code } = optimize(compiler.build(candidates), { file: 'app.css', minify: true })

mkdirSync(new URL('.', TARGET), { recursive: true })
writeFileSync(TARGET, code.endsWith('\n') ? code : `${code}\n`)
