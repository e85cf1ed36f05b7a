import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { ensurePythonEnvironment } from '../../../scripts/lab/python-environment.js';
import { Float, type Parameters } from '../../../scripts/papermill-js/src/index.js';
import { translatorFor } from '../../../scripts/papermill-js/src/translators/translator.js';
import { withoutPython } from '../../project/support/python.js';

const script = `
import json
from papermill.translators import translate_parameters
everything = {"n": 1, "large": 3000000000, "f": 1.5, "whole": 2.0, "yes": True, "no": False, "text": 'a "b" \\n',
              "list": [1, 2], "record": {"k": "v"}, "none": None}
flat = {name: value for name, value in everything.items() if name not in ("record", "text")}
plain = {name: value for name, value in everything.items() if name not in ("none", "text")}
given = {".net-csharp": plain, "bash": {**flat, "text": "it's $HOME"}, "matlab": {**flat, "record": {"k": 1}}, ".net-powershell": flat}
names = ["python", "R", "scala", "julia", "matlab", ".net-csharp", ".net-fsharp", ".net-powershell",
         "pysparkkernel", "sparkkernel", "sparkrkernel", "bash"]
print(json.dumps({name: [given.get(name, everything), translate_parameters(name, name, given.get(name, everything))]
                  for name in names}))
`;

describe('The languages that papermill knows', { skip: withoutPython }, () => {
  let translated: Record<string, [Record<string, never>, string]> = {};
  before(async () => {
    const requirements = path.join(import.meta.dirname, 'requirements.txt');
    const { python } = await ensurePythonEnvironment({ requirements });
    const { stdout } = await promisify(execFile)(python, ['-W', 'ignore', '-c', script]);
    translated = JSON.parse(stdout);
  });

  it('get the cell that papermill writes, byte for byte', async () => {
    assert.equal(Object.keys(translated).length, 12);
    for (const [name, [json, expected]] of Object.entries(translated)) {
      // JSON tells 2.0 from 2 no more.
      const parameters: Parameters = { ...json, whole: new Float(2) };
      const translator = await translatorFor(name, undefined);
      assert.equal(translator.translate(parameters, ''), expected, name);
    }
  });
});
