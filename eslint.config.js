import js from '@eslint/js'
import ts from 'typescript-eslint'

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
      'max-lines': ['error', 400],
    },
  },
  {
    files: ['core/**/*.ts'],
    ignores: ['**/*.test.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'time is an argument (core/base/clock.ts)' },
        {
          object: 'Math',
          property: 'random',
          message: 'chance is an argument (core/base/clock.ts)',
        },
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
  { files: ['cli/shared/output.ts', 'bench/**/*.ts'], rules: { 'no-console': 'off' } },
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
  {
    files: ['**/*.cjs'],
    rules: { '@typescript-eslint/no-require-imports': 'off' },
    languageOptions: {
      globals: {
        process: 'readonly',
        require: 'readonly',
        module: 'readonly',
        __dirname: 'readonly',
      },
    },
  },
)
