import type { KernelMessage } from '../kernel/message.js';
import { type CodeCell, isObject, type JsonObject, type Notebook } from './model.js';
import { OutputFolder } from './outputs.js';

/** Where notebooks keep the state of their widgets, as nbclient and JupyterLab write it. */
const widgetStateType = 'application/vnd.jupyter.widget-state+json';

/** A widget on the kernel's side: its model, and the binary parts of it by their paths. */
interface WidgetModel {
  readonly state: JsonObject;
  readonly buffers: Map<string, JsonObject>;
  /** Collects what is put out inside an `Output` widget; its outputs are those of the model. */
  readonly area: CodeCell | undefined;
}

/** Sends a message to the kernel's side of a widget. */
export type SendToWidget = (commId: string, data: JsonObject) => void;

/**
 * Keeps the state of a notebook's widgets, so that they are shown without a kernel, as nbclient does (its option
 * `store_widget_state`); and stands in for the front end of `Output` widgets, which take outputs away from the cell.
 */
export class Widgets {
  private readonly models = new Map<string, WidgetModel>();
  /** The widgets that collect the outputs of a request, the innermost last. */
  private readonly collecting = new Map<string, string[]>();
  private readonly folder: OutputFolder;

  constructor(
    maxOutputBytes: number,
    private readonly send: SendToWidget,
  ) {
    this.folder = new OutputFolder(maxOutputBytes);
  }

  /** Takes a message that is a widget's, or that a widget collects; tells whether it did. */
  take(message: KernelMessage): boolean {
    if (message.type.startsWith('comm_')) {
      this.update(message);
      return true;
    }
    const commId = this.collecting.get(message.parentId)?.at(-1);
    const area = commId === undefined ? undefined : this.models.get(commId)?.area;
    // What went wrong is told by the cell too.
    if (!area || message.type === 'error') return false;
    this.folder.fold(area, message);
    return true;
  }

  /** Writes the state of all widgets into the notebook; where there is none, it stays as it was. */
  saveTo({ metadata }: Notebook): void {
    const models = [...this.models].filter(([, { state }]) => typeof state._model_name === 'string');
    if (models.length === 0) return;
    const state = Object.fromEntries(models.map(([commId, model]) => [commId, savedModel(model)]));
    const before = isObject(metadata.widgets) ? (metadata.widgets as JsonObject) : {};
    metadata.widgets = { ...before, [widgetStateType]: { state, version_major: 2, version_minor: 0 } };
  }

  private update({ type, content, parentId, buffers }: KernelMessage): void {
    const { comm_id: commId, data } = content;
    if (typeof commId !== 'string' || !isObject(data) || !isObject(data.state)) return;
    const state = data.state as JsonObject;
    const known = this.models.get(commId);
    const model = known ?? newModel(commId, state);
    if (!known) this.models.set(commId, model);
    Object.assign(model.state, state);
    if (model.area && known && Array.isArray(state.outputs)) {
      model.area.outputs = state.outputs as unknown as CodeCell['outputs'];
    }
    if (Array.isArray(data.buffer_paths)) keepBuffers(model, data.buffer_paths, buffers);
    if (type === 'comm_msg' && model.area && typeof state.msg_id === 'string') {
      this.collect(commId, state.msg_id, parentId);
    }
  }

  /** An `Output` widget names the request whose outputs it wants, and an empty text when it wants no more. */
  private collect(commId: string, requestId: string, parentId: string): void {
    if (requestId !== '') {
      this.collecting.set(requestId, [...(this.collecting.get(requestId) ?? []), commId]);
      return;
    }
    const widgets = this.collecting.get(parentId) ?? [];
    this.collecting.set(
      parentId,
      widgets.filter((id) => id !== commId),
    );
    const outputs = this.models.get(commId)?.area?.outputs ?? [];
    // Once, not at each output: the kernel hears of it after the cell in any case.
    this.send(commId, {
      method: 'update',
      state: { outputs: structuredClone(outputs) as unknown as JsonObject[] },
      buffer_paths: [],
    });
  }
}

function newModel(commId: string, state: JsonObject): WidgetModel {
  const isOutput = state._model_module === '@jupyter-widgets/output' && state._model_name === 'OutputModel';
  const area: CodeCell = {
    cell_type: 'code',
    id: commId,
    metadata: {},
    source: '',
    outputs: Array.isArray(state.outputs) ? (state.outputs as unknown as CodeCell['outputs']) : [],
    execution_count: null,
  };
  return { state: {}, buffers: new Map(), area: isOutput ? area : undefined };
}

function keepBuffers({ buffers }: WidgetModel, paths: readonly unknown[], sent: readonly Buffer[]): void {
  for (const [index, path] of paths.entries()) {
    const data = sent[index];
    if (!data || !Array.isArray(path)) continue;
    buffers.set(JSON.stringify(path), { data: data.toString('base64'), encoding: 'base64', path });
  }
}

function savedModel({ state, buffers, area }: WidgetModel): JsonObject {
  const outputs = area && { outputs: area.outputs as unknown as JsonObject[] };
  return {
    model_name: state._model_name ?? null,
    model_module: state._model_module ?? null,
    model_module_version: state._model_module_version ?? null,
    state: { ...state, ...outputs },
    ...(buffers.size > 0 && { buffers: [...buffers.values()] }),
  };
}
