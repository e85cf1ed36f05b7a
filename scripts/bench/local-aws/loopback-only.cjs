/** Loaded before the peers, which would listen on all of the machine's addresses. */
const { Server } = require('node:net');

const { listen } = Server.prototype;
Server.prototype.listen = function listenOnLoopback(first, ...rest) {
  const callbacks = rest.filter((argument) => typeof argument === 'function');
  const port = typeof first === 'object' && first !== null ? first.port : first;
  return listen.call(this, { port, host: '127.0.0.1' }, ...callbacks);
};
