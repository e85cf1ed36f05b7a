import path from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Lesson {
  readonly name: string;
  /** What a run without a person in front of it changes; the notebooks' own values are for stepping through. */
  readonly headlessParameters: Readonly<Record<string, string | number | boolean>>;
}

export const projectRoot = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

/** In the order of the course. Each runs alone too, since each creates what it needs. */
export const lessons: readonly Lesson[] = [
  { name: 'produtor', headlessParameters: {} },
  { name: 'consumidor1', headlessParameters: { segundos: 1, paciencia: 1 } },
  { name: 'consumidor2', headlessParameters: {} },
  { name: 'firehose', headlessParameters: { bufferSegundos: 0 } },
];

export function notebookPath(lesson: Lesson): string {
  return path.join(projectRoot, 'notebooks', `${lesson.name}.ipynb`);
}
