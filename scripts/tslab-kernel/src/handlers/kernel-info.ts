import { PROTOCOL_VERSION } from '../protocol/message.js';
import { readVersions } from '../versions.js';
import type { Handler } from './handler.js';

/** https://jupyter-client.readthedocs.io/en/stable/messaging.html#kernel-info */
export const handleKernelInfo: Handler = () => {
  const { kernel, tslab, typescript, node } = readVersions();
  return {
    status: 'ok',
    protocol_version: PROTOCOL_VERSION,
    implementation: 'tslab-kernel',
    implementation_version: kernel,
    language_info: {
      name: 'typescript',
      version: typescript,
      // JupyterLab colours cells as TypeScript for this MIME type and mode, as JavaScript for tslab's own.
      mimetype: 'application/typescript',
      codemirror_mode: 'typescript',
      pygments_lexer: 'typescript',
      file_extension: '.ts',
      nbconvert_exporter: 'script',
    },
    banner: `TypeScript ${typescript} on Node ${node} (tslab ${tslab})`,
    debugger: false,
    supported_features: [],
    help_links: [
      { text: 'TypeScript handbook', url: 'https://www.typescriptlang.org/docs/handbook/' },
      { text: 'Node.js API', url: 'https://nodejs.org/api/' },
      { text: 'tslab', url: 'https://github.com/yunabe/tslab' },
    ],
  };
};
