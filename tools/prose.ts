import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createLinter, loadLinterFormatter, loadTextlintrc } from 'textlint'

/** The second half of `npm run check:prose`: checks comments, test names and other text in code like the documentation. */
const folders = ['*.ts', '*.sh', '*.yaml', '*Dockerfile', '.ci']
const excluded = [':!:wiki-service/test/support/api-types.ts', ':!:tests/chart/values-0.1.0.yaml']

/** A string of at least three words. */
const sentence = /(['"`])((?:(?!\1).)* (?:(?!\1).)* (?:(?!\1).)*)\1/g

const linter = createLinter({ descriptor: await loadTextlintrc() })
const files = execFileSync('git', ['ls-files', '-z', '--', ...folders, ...excluded], { encoding: 'utf8' }).split('\0')
const results = await Promise.all(
  files.filter(existsSync).map(async (file) => {
    const { messages } = await linter.lintText(proseOf(file, readFileSync(file, 'utf8')), `${file}.md`)
    return { filePath: file, messages: messages.filter(({ ruleId }) => ruleId === 'terminology') }
  }),
)
const faults = results.filter(({ messages }) => messages.length > 0)
if (faults.length > 0) {
  const formatter = await loadLinterFormatter({ formatterName: 'unix' })
  process.stdout.write(formatter.format(faults))
  process.exitCode = 1
}

/** The prose of each line, so that line numbers stay: its comment, or its strings of several words. */
function proseOf(file: string, code: string): string {
  const comment = file.endsWith('.ts') ? /^\s*(?:\/\*\*?|\*|\/\/)(?: (.*?))?(?:\*\/)?$/ : /^\s*# (.*)$/
  return code
    .split('\n')
    .map((line) => comment.exec(line)?.[1] ?? [...line.matchAll(sentence)].map(([, , text]) => text).join('. '))
    .join('\n')
}
