import type { FieldDifference } from './compare.js';

/** One way in which papermill-js differs on purpose. */
export interface DeliberateDifference {
  /** What the package's README says of it, word by word: a reader has to find it there. */
  readonly readme: string;
  /** Whether a field that differs is a case of this. */
  readonly explains: (difference: FieldDifference) => boolean;
}

const at =
  (pattern: RegExp): DeliberateDifference['explains'] =>
  ({ path }) =>
    pattern.test(path);
const status = /^notebook\.cells\[\d+\]\.metadata\.papermill\./;

/** All of them: a field that differs and is explained by none of these fails the conformance tests. */
export const deliberateDifferences = {
  version: {
    readme: '`metadata.papermill.version` is this package’s',
    explains: at(/^notebook\.metadata\.papermill\.version$/),
  },
  ids: {
    readme: 'The cells it adds have the same ids each time',
    explains: ({ path, papermill, ours }) =>
      (/\.id$/.test(path) && /^(injected-parameters|papermill-error-\w+)$/.test(String(ours))) ||
      (path === 'notebook.markers' && papermill !== ours),
  },
  markerText: {
    readme: 'The two cells that point at a failure have other words',
    explains: at(/^notebook\.markers\[\d\]\.source$/),
  },
  plainText: {
    readme: 'Letters beyond ASCII stay themselves in the injected cell',
    explains: ({ path, papermill, ours }) =>
      path.endsWith('.source') && String(papermill).replaceAll('\\xe9', 'é') === ours,
  },
  largeIntegers: {
    readme: 'Integers beyond 2^53 stand in the metadata as text',
    explains: ({ path, papermill, ours }) =>
      path.startsWith('notebook.metadata.papermill.parameters.') && Number(ours) === papermill,
  },
  foldedText: {
    readme: 'Text that was overwritten by a carriage return is not kept',
    explains: ({ path, papermill, ours }) =>
      path.endsWith('.text') && String(papermill).replace(/[^\n]*\r(?!\n)/g, '') === ours,
  },
  skipped: {
    readme: 'Cells tagged `skip-execution` say `pending`',
    explains: at(status),
  },
  expectedExceptions: {
    readme: 'An exception in a cell tagged `raises-exception` is no failure',
    explains: at(/^notebook\.markers/),
  },
  earlyEnd: {
    readme: '`sys.exit()` ends the notebook early, and its cell says `completed`',
    explains: ({ path, ours }) =>
      /papermill\.(status|exception)$/.test(path) && [false, 'completed', null].includes(ours as never),
  },
  truth: {
    readme: 'A cell that lost its kernel or timed out says `failed`, with an error that says why',
    explains: ({ path, ours }) =>
      status.test(path) ||
      /^notebook\.(markers|metadata\.language_info)/.test(path) ||
      /^notebook\.cells\[\d+\]\.(metadata\.execution|execution_count)/.test(path) ||
      (path === 'notebook.metadata.papermill.exception' && ours === true) ||
      /^notebook\.cells\[\d+\]\.outputs/.test(path),
  },
  prepared: {
    readme: '`--prepare-only` marks all cells `pending` and leaves no old outputs',
    explains: ({ path }) =>
      /metadata\.papermill(\.|$)/.test(path) || /\.(outputs|execution_count)/.test(path),
  },
  kernelspec: {
    readme: 'With `-k` the output names the kernel that ran it',
    explains: at(/^notebook\.metadata\.kernelspec\./),
  },
  typing: {
    readme: '`-p` types `true`, `false` and `null` too, and leaves digits with a leading zero as text',
    explains: at(/^notebook\.cells\[\d+\]\.source$|^notebook\.metadata\.papermill\.parameters\./),
  },
} as const satisfies Record<string, DeliberateDifference>;

export type DifferenceName = keyof typeof deliberateDifferences;
