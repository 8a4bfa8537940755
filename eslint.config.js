import js from '@eslint/js'
import ts from 'typescript-eslint'

const only = (message, ...group) => ({ group, message })

/** One package, one importer (DESIGN §2): everybody else goes through that file. */
const door = {
  '@lydell/node-pty': 'server/pty.ts',
  ws: 'server/door.ts',
  '@xterm/headless': 'server/screen.ts',
  '@xterm/xterm': 'client/view.ts',
  '@xterm/addon-webgl': 'client/view.ts',
  'reveal.js': 'client/reveal.ts',
  uqr: 'server/qr.ts',
}
const doors = (file) =>
  Object.entries(door)
    .filter(([, importer]) => importer !== file)
    .map(([name, importer]) => only(`only ${importer} imports ${name}`, name, `${name}/*`))
const restrict = (...patterns) => ({ 'no-restricted-imports': ['error', { patterns }] })

const layers = {
  core: [only('core imports only core', '**/server/**', '**/client/**', '**/cli/**', 'node:*')],
  server: [only('server imports only core', '**/client/**', '**/cli/**')],
  client: [only('client imports only core', '**/server/**', '**/cli/**', 'node:*')],
  cli: [],
}

export default ts.config(
  { ignores: ['dist/', 'node_modules/', 'slides/', 'demos/', 'test/fixtures/', 'test/shots/'] },
  js.configs.recommended,
  ...ts.configs.recommendedTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ['eslint.config.js'] },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_' },
      ],
      '@typescript-eslint/require-await': 'off',
      'no-console': 'error',
      'no-param-reassign': 'error',
      // Terminals are made of control characters.
      'no-control-regex': 'off',
      'max-lines': ['error', { max: 250, skipBlankLines: true, skipComments: true }],
    },
  },
  ...Object.entries(layers).map(([folder, patterns]) => ({
    files: [`${folder}/**/*.ts`],
    rules: restrict(...patterns, ...doors('')),
  })),
  ...Object.values(door).map((file) => ({
    files: [file],
    rules: restrict(...layers[file.split('/')[0]], ...doors(file)),
  })),
  {
    files: ['core/**/*.ts'],
    ignores: ['**/*.test.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'time is an argument (core/clock.ts)' },
        { object: 'Math', property: 'random', message: 'chance is an argument (core/clock.ts)' },
      ],
    },
  },
  {
    // Bytes and words from outside reach the DOM through xterm or textContent (S-26).
    files: ['client/**/*.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        ...['innerHTML', 'outerHTML', 'srcdoc'].map((name) => ({
          selector: `AssignmentExpression[left.property.name="${name}"]`,
          message: `${name} lets bytes become markup; use textContent`,
        })),
        {
          selector:
            'CallExpression[callee.property.name=/^(insertAdjacentHTML|write|writeln)$/][callee.object.name="document"]',
          message: 'document.write lets bytes become markup',
        },
      ],
    },
  },
  { files: ['cli/print.ts', 'bench/**/*.ts'], rules: { 'no-console': 'off' } },
  {
    files: ['**/*.test.ts', 'test/**/*.ts', 'bench/**/*.ts'],
    rules: {
      'max-lines': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
    },
  },
  { files: ['**/*.js', '**/*.cjs'], extends: [ts.configs.disableTypeChecked] },
  { files: ['**/*.cjs'], languageOptions: { globals: { process: 'readonly' } } },
)
