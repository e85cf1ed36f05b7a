import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { TestKernel } from './support/kernel-client.js';

describe('a cell that asks', () => {
  let kernel: TestKernel;
  before(async () => {
    kernel = await TestKernel.start();
  });
  after(() => kernel.stop());

  const result = (cell: Awaited<ReturnType<TestKernel['execute']>>) =>
    cell.content('execute_result')?.data?.['text/plain'];

  it('sends an input_request after what it has printed, and gets the answer', async () => {
    const id = kernel.sendExecute(`console.log('before'); prompt('Stream')`, { allow_stdin: true });
    const question = await kernel.asked(id);
    assert.equal(question.type, 'input_request');
    assert.deepEqual(question.content, { prompt: 'Stream ', password: false });
    await kernel.printed(id, 'before\n');
    kernel.send('stdin', 'input_reply', { value: 'orders' }, { parent: question.header });
    assert.equal(result(await kernel.finish(id)), 'orders');
  });

  it('takes the default for an empty answer, and null for the end of the input', async () => {
    const code = `[prompt('Stream', 'orders'), prompt('Stream'), prompt('Stream')]`;
    assert.equal(result(await kernel.executeAnswering(code, '', '', '\u0004')), "[ 'orders', '', null ]");
  });

  it('shows the default beside the question, and hides a password', async () => {
    const id = kernel.sendExecute(`prompt('Token', { password: true, default: 'none' })`, {
      allow_stdin: true,
    });
    assert.deepEqual((await kernel.asked(id)).content, { prompt: 'Token [none] ', password: true });
    kernel.send('stdin', 'input_reply', { value: 'secret' });
    assert.equal(result(await kernel.finish(id)), 'secret');
  });

  it('knows yes from no, in Portuguese too', async () => {
    const code =
      'const answers: boolean[] = []; for (let i = 0; i < 5; i++) answers.push(confirm("Go?")); answers';
    const cell = await kernel.executeAnswering(code, 'y', 'Sim', 's', 'n', '');
    assert.equal(result(cell), '[ true, true, true, false, false ]');
  });

  it('asks after an await as before it', async () => {
    const cell = await kernel.executeAnswering('await new Promise(setImmediate); prompt("Name")', 'Ana');
    assert.equal(result(cell), 'Ana');
  });

  it('ignores answers that nobody has asked for, and those to another question', async () => {
    kernel.send('stdin', 'input_reply', { value: 'too early' });
    kernel.send('stdin', 'input_reply', { value: 'not signed' }, { key: 'another key' });
    const id = kernel.sendExecute('prompt("Name")', { allow_stdin: true });
    const question = await kernel.asked(id);
    kernel.send('stdin', 'input_reply', { value: 'another' }, { parent: { msg_id: 'another' } });
    kernel.send('stdin', 'input_reply', { value: 'this' }, { parent: question.header });
    assert.equal(result(await kernel.finish(id)), 'this');
  });

  const cells = { 'at once': 'prompt("Name")', 'after an await': 'await null; prompt("Name")' };
  const ways: Record<string, () => void> = {
    'by message': () => kernel.send('control', 'interrupt_request'),
    'by signal': () => kernel.interruptBySignal(),
  };
  for (const [way, interrupt] of Object.entries(ways)) {
    for (const [when, code] of Object.entries(cells)) {
      // Windows has no signals between processes.
      const skip = way === 'by signal' && process.platform === 'win32';
      it(`is interrupted ${way} when it asks ${when}, and what runs next is not`, { skip }, async () => {
        const id = kernel.sendExecute(`${code}; console.log('went on')`, { allow_stdin: true });
        await kernel.asked(id);
        interrupt();
        const cell = await kernel.finish(id);
        assert.equal(cell.reply.ename, 'KeyboardInterrupt');
        assert.equal(cell.text('stdout'), '');
        kernel.send('stdin', 'input_reply', { value: 'too late' });
        assert.equal(result(await kernel.executeAnswering('prompt("Again")', 'Ana')), 'Ana');
      });
    }
  }

  it('fails at once in a run without input, and says what to do', async () => {
    for (const options of [{ allow_stdin: false }, {}]) {
      const { reply } = await kernel.execute('prompt("Name")', options);
      assert.equal(reply.ename, 'Error');
      assert.match(String(reply.evalue), /takes no input.*parameter of the notebook/);
    }
  });

  it('fails when a client that may be asked does not listen for questions', async (t) => {
    const lonely = await TestKernel.start({ withoutStdin: true });
    t.after(() => lonely.stop());
    const { reply } = await lonely.execute('prompt("Name")', { allow_stdin: true });
    assert.match(String(reply.evalue), /listen for questions/);
  });

  it('cannot ask once it has ended', async () => {
    const id = kernel.sendExecute(
      `setTimeout(() => { try { prompt('Name'); } catch (error) { console.log(String(error)); } }, 20); undefined`,
      { allow_stdin: true },
    );
    await kernel.finish(id);
    await kernel.printed(id, 'while a cell runs');
  });

  it('reads the end of the input from process.stdin', async () => {
    const cell = await kernel.execute(`
      let text = '';
      for await (const chunk of process.stdin) text += chunk;
      JSON.stringify(text)`);
    assert.equal(result(cell), '""');
  });

  it('ends with its kernel at a shutdown_request', async (t) => {
    const other = await TestKernel.start();
    t.after(() => other.stop());
    const id = other.sendExecute('prompt("Name")', { allow_stdin: true });
    await other.asked(id);
    other.send('control', 'shutdown_request', { restart: false });
    assert.equal(await other.exited, 0);
  });
});
