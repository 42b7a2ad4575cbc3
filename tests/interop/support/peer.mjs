import { startProgram } from '../../support/process.mjs';

/** Starts a server. Resolves with its WebSocket `url` and `stop`. With a `certificate` it uses TLS. */
export async function startPeer([program, ...args], certificate) {
  const tls = certificate ? ['--cert', certificate.CERTIFICATE, '--key', certificate.KEY] : [];
  const { line, stop } = await startProgram(program, [...args, '--host', '127.0.0.1', '--port', '0', ...tls]);
  const [, url] = /^listening on http(s?:\S+)$/.exec(line) ?? [];
  if (!url) {
    await stop();
    throw new Error(`${program} said ${JSON.stringify(line)}`);
  }
  return { url: `ws${url}`, stop };
}
