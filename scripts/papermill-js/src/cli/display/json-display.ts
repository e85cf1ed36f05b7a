import type { JsonEventWriter } from '../../reports/json-events.js';
import type { RunEventListener } from '../../run/run-events.js';
import type { Display } from './display.js';

/** For programs: each event as a line of JSON. */
export class JsonDisplay implements Display {
  readonly onEvent: RunEventListener;

  constructor(writer: JsonEventWriter) {
    this.onEvent = writer.runEvent;
  }

  // The events tell of it.
  onCancel(): void {}

  close(): void {}
}
