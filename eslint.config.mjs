import tseslint from 'typescript-eslint';

export default tseslint.config(
  {
    // AssemblyScript looks like TypeScript, but its types and globals are another language's.
    ignores: [
      'dist/',
      'out/',
      '**/node_modules/',
      'src/kernels/assembly/',
      '.host-test/',
      '.bench/',
      // Typed by hand, to be explained and not to be run: the form stays its writer's.
      'tools/starter-model/eval/handTyped/',
    ],
  },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: {
        project: ['./tsconfig.core.json', './tsconfig.node.json', './webview/tsconfig.json'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      // `a[i]!` is how a hot loop reads an element whose index it has bounded itself.
      '@typescript-eslint/no-non-null-assertion': 'off',
      // Numbers and booleans in messages are meant.
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true, allowNullish: false },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'func-style': ['error', 'declaration', { allowArrowFunctions: true }],
      eqeqeq: ['error', 'always'],
      'no-console': 'error',
    },
  },
  { files: ['tools/**/*.ts'], rules: { 'no-console': 'off' } },
  {
    files: ['test/**/*.ts'],
    rules: {
      // Mocha's describe and it return nothing worth awaiting.
      '@typescript-eslint/no-floating-promises': ['error', { allowForKnownSafeCalls: ['describe', 'it'] }],
      'no-console': 'off',
    },
  },
);
