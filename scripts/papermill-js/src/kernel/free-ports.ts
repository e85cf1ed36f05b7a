import { randomInt } from 'node:crypto';
import { createServer, type Server } from 'node:net';

/**
 * Systems give ports from above this range to those who ask for any (Linux from 32768, macOS and Windows from 49152):
 * servers on port 0, and every outgoing connection. What lies here nobody takes by chance before the kernel binds it,
 * not even our own sockets, which may find themselves connected to themselves while nobody listens yet.
 */
const firstPort = 20_000;
const lastPort = 32_767;
const mostTries = 100;

/**
 * Finds ports that were free a moment ago, all different: each is held until the last is found. Another program may
 * take one all the same before a kernel does.
 *
 * @param host the address they are to be free on.
 */
export async function findFreePorts(count: number, host: string): Promise<number[]> {
  const servers = await Promise.all(Array.from({ length: count }, () => listenSomewhere(host)));
  const ports = servers.map(portOf);
  await Promise.all(servers.map((server) => new Promise((closed) => server.close(closed))));
  return ports;
}

async function listenSomewhere(host: string): Promise<Server> {
  for (let tries = 0; tries < mostTries; tries++) {
    try {
      return await listen(randomInt(firstPort, lastPort + 1), host);
    } catch {
      // Taken, or kept from programs, as Windows does with whole ranges.
    }
  }
  return listen(0, host);
}

function listen(port: number, host: string): Promise<Server> {
  return new Promise((listening, failed) => {
    const server = createServer();
    server.once('error', failed);
    server.listen(port, host, () => listening(server));
  });
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('A TCP server has a port.');
  return address.port;
}
